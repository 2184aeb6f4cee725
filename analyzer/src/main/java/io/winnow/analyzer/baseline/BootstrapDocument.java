// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.BootstrapKind;
import io.winnow.collector.record.RuntimeIdentity;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The JSON form of {@link BootstrapSets}; {@code bootstrap.schema.json} describes it.
 *
 * @param version of the form
 */
record BootstrapDocument(int version, List<Entry> sets) {

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

        static Entry of(BootstrapKey key, BootstrapSet set) {
            return new Entry(
                    key.runtime().name(),
                    key.runtime().version(),
                    key.kind() == BootstrapKind.NO_NEW_PRIVILEGES,
                    ItemDocument.text(set.firstSeen()),
                    ItemDocument.text(set.lastSeen()),
                    List.copyOf(set.numbers()),
                    set.numbers().stream().map(nr -> SyscallTable.name(Abi.X86_64, nr).orElse(String.valueOf(nr))).toList());
        }

        BootstrapKey key() {
            return new BootstrapKey(
                    new RuntimeIdentity(runtime, runtimeVersion),
                    noNewPrivileges ? BootstrapKind.NO_NEW_PRIVILEGES : BootstrapKind.PRIVILEGED);
        }

        BootstrapSet set() {
            SortedSet<Integer> sorted = new TreeSet<>(numbers == null ? List.of() : numbers);
            return new BootstrapSet(sorted, ItemDocument.nanos(first), ItemDocument.nanos(last));
        }
    }

    static BootstrapDocument of(BootstrapSets sets) {
        List<Entry> entries = new ArrayList<>();
        sets.sets().forEach((key, set) -> entries.add(Entry.of(key, set)));
        return new BootstrapDocument(VERSION, entries);
    }

    /** @throws IllegalArgumentException where something is not what it should be; the message names it */
    BootstrapSets bootstrapSets() {
        BootstrapSets all = BootstrapSets.EMPTY;
        for (Entry entry : sets == null ? List.<Entry>of() : sets) {
            all = all.with(entry.key(), entry.set());
        }
        return all;
    }
}
