// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.record.BootstrapKind;
import io.winnow.collector.record.RuntimeIdentity;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The bootstrap sets of all runtimes that were seen on this host: kept apart from workloads. Immutable; a join-semilattice. */
public record BootstrapSets(SortedMap<BootstrapKey, BootstrapSet> sets) {

    public static final BootstrapSets EMPTY = new BootstrapSets(new TreeMap<>());

    public BootstrapSets {
        sets = Collections.unmodifiableSortedMap(new TreeMap<>(sets));
    }

    public Optional<BootstrapSet> find(RuntimeIdentity runtime, BootstrapKind kind) {
        return Optional.ofNullable(sets.get(new BootstrapKey(runtime, kind)));
    }

    public BootstrapSets join(BootstrapSets other) {
        SortedMap<BootstrapKey, BootstrapSet> joined = new TreeMap<>(sets);
        other.sets.forEach((key, set) -> joined.merge(key, set, BootstrapSet::join));
        return new BootstrapSets(joined);
    }

    BootstrapSets with(BootstrapKey key, BootstrapSet set) {
        SortedMap<BootstrapKey, BootstrapSet> joined = new TreeMap<>(sets);
        joined.merge(key, set, BootstrapSet::join);
        return new BootstrapSets(joined);
    }
}
