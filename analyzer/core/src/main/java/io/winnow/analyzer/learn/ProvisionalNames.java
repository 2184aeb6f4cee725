// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.workload.Resolution;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.analyzer.workload.WorkloadResolver;
import io.winnow.collector.document.ContainerMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The names of workloads, and which of them are provisional. Bounded: of the provisional ones the newest are asked about again; what was learned
 * under an older one keeps that name.
 */
final class ProvisionalNames {

    static final int MAX_PENDING = 4096;

    private final WorkloadResolver resolver;
    /** A container to ask about, by the provisional name that it has. */
    private final Map<WorkloadId, ContainerMetadata> pending = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<WorkloadId, ContainerMetadata> eldest) {
            return size() > MAX_PENDING;
        }
    };

    ProvisionalNames(WorkloadResolver resolver, List<ProvisionalName> stored) {
        this.resolver = resolver;
        stored.forEach(name -> pending.put(name.id(), name.container()));
    }

    List<ProvisionalName> state() {
        return pending.entrySet().stream().map(name -> new ProvisionalName(name.getKey(), name.getValue())).toList();
    }

    /**
     * The workload of a container.
     *
     * @param before what it was; a name that was known stays, though the resolver does not know it at the moment
     */
    WorkloadId of(ContainerMetadata container, Optional<WorkloadId> before) {
        Resolution now = resolver.resolve(container);
        if (!now.pending()) {
            return now.id();
        }
        if (before.isPresent() && !isProvisional(before.get())) {
            return before.get();
        }
        pending.put(now.id(), container);
        return now.id();
    }

    boolean isProvisional(WorkloadId id) {
        return pending.containsKey(id);
    }

    void remove(WorkloadId provisional) {
        pending.remove(provisional);
    }

    /** The names that have come, by the provisional ones that they replace. */
    Map<WorkloadId, WorkloadId> arrived() {
        Map<WorkloadId, WorkloadId> arrived = new TreeMap<>();
        for (Map.Entry<WorkloadId, ContainerMetadata> name : new ArrayList<>(pending.entrySet())) {
            Resolution now = resolver.resolve(name.getValue());
            if (!now.pending()) {
                arrived.put(name.getKey(), now.id());
            }
        }
        return arrived;
    }
}
