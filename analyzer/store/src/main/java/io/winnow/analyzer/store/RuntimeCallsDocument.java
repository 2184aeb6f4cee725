// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.RuntimeCalls;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The JSON form of {@link RuntimeCallSets}; {@code runtime-calls.schema.json} describes it.
 *
 * @param version of the form
 */
record RuntimeCallsDocument(int version, List<Entry> sets) {

    static final int VERSION = 1;

    /**
     * One set.
     *
     * @param numbers of x86_64
     * @param syscalls their names, for readers: the numbers count
     */
    record Entry(
            String runtime,
            String runtimeVersion,
            boolean noNewPrivileges,
            String first,
            String last,
            List<Integer> numbers,
            List<String> syscalls) {

        static Entry of(RuntimeCallsKey key, RuntimeCalls set) {
            return new Entry(
                    key.runtime().name(),
                    key.runtime().version(),
                    key.kind() == RuntimeCallsKind.NO_NEW_PRIVILEGES,
                    TimeText.of(set.firstSeen()),
                    TimeText.of(set.lastSeen()),
                    List.copyOf(set.numbers()),
                    set.numbers().stream().map(nr -> SyscallTable.name(Abi.X86_64, nr).orElse(String.valueOf(nr))).toList());
        }

        RuntimeCallsKey key() {
            return new RuntimeCallsKey(
                    new RuntimeIdentity(runtime, runtimeVersion),
                    noNewPrivileges ? RuntimeCallsKind.NO_NEW_PRIVILEGES : RuntimeCallsKind.PRIVILEGED);
        }

        RuntimeCalls set() {
            SortedSet<Integer> sorted = new TreeSet<>(numbers == null ? List.of() : numbers);
            return new RuntimeCalls(sorted, TimeText.nanos(first), TimeText.nanos(last));
        }
    }

    static RuntimeCallsDocument of(RuntimeCallSets sets) {
        return new RuntimeCallsDocument(VERSION, entries(sets));
    }

    static List<Entry> entries(RuntimeCallSets sets) {
        List<Entry> entries = new ArrayList<>();
        sets.sets().forEach((key, set) -> entries.add(Entry.of(key, set)));
        return entries;
    }

    /** @throws IllegalArgumentException if something is not what it should be; the message names it */
    RuntimeCallSets runtimeCallSets() {
        return sets(sets);
    }

    /** @param sets null for none */
    static RuntimeCallSets sets(List<Entry> sets) {
        RuntimeCallSets all = RuntimeCallSets.EMPTY;
        for (Entry entry : sets == null ? List.<Entry>of() : sets) {
            all = all.with(entry.key(), entry.set());
        }
        return all;
    }
}
