// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.RuntimeCallsKind;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
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

    /** Those of these runtimes. */
    public RuntimeCallSets of(Set<RuntimeIdentity> runtimes) {
        SortedMap<RuntimeCallsKey, RuntimeCalls> some = new TreeMap<>(sets);
        some.keySet().removeIf(key -> !runtimes.contains(key.runtime()));
        return new RuntimeCallSets(some);
    }

    /** Whether each call of the other sets is known here; when it was seen does not count. */
    public boolean covers(RuntimeCallSets other) {
        return other.sets.entrySet().stream().allMatch(set -> sets.containsKey(set.getKey()) && sets.get(set.getKey()).numbers().containsAll(set.getValue().numbers()));
    }

    public RuntimeCallSets with(RuntimeCallsKey key, RuntimeCalls set) {
        SortedMap<RuntimeCallsKey, RuntimeCalls> joined = new TreeMap<>(sets);
        joined.merge(key, set, RuntimeCalls::join);
        return new RuntimeCallSets(joined);
    }
}
