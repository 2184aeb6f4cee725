// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.RuntimeCallsKind;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The runtime call sets of all runtimes that were seen on this host: kept apart from workloads. Immutable; a join-semilattice. */
public record RuntimeCallSets(SortedMap<RuntimeCallsKey, RuntimeCalls> sets) {

    public static final RuntimeCallSets EMPTY = new RuntimeCallSets(new TreeMap<>());

    public RuntimeCallSets {
        sets = Collections.unmodifiableSortedMap(new TreeMap<>(sets));
    }

    public Optional<RuntimeCalls> find(RuntimeIdentity runtime, RuntimeCallsKind kind) {
        return Optional.ofNullable(sets.get(new RuntimeCallsKey(runtime, kind)));
    }

    public RuntimeCallSets join(RuntimeCallSets other) {
        SortedMap<RuntimeCallsKey, RuntimeCalls> joined = new TreeMap<>(sets);
        other.sets.forEach((key, set) -> joined.merge(key, set, RuntimeCalls::join));
        return new RuntimeCallSets(joined);
    }

    public RuntimeCallSets with(RuntimeCallsKey key, RuntimeCalls set) {
        SortedMap<RuntimeCallsKey, RuntimeCalls> joined = new TreeMap<>(sets);
        joined.merge(key, set, RuntimeCalls::join);
        return new RuntimeCallSets(joined);
    }
}
