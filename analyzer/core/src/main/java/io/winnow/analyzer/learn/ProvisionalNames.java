// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.workload.PodContainer;
import io.winnow.analyzer.workload.Resolution;
import io.winnow.analyzer.workload.Resolution.Certainty;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.analyzer.workload.WorkloadResolver;
import io.winnow.collector.document.ContainerMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The names of workloads, and which of them are provisional. Bounded: of the provisional ones the newest are asked about again; what was learned
 * under an older one keeps that name.
 */
final class ProvisionalNames {

    static final int MAX_PENDING = 4096;

    private final WorkloadResolver resolver;
    private final Predicate<WorkloadId> confirmed;
    /** A container to ask about, by the provisional name that it has. */
    private final Map<WorkloadId, ContainerMetadata> pending = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<WorkloadId, ContainerMetadata> eldest) {
            return size() > MAX_PENDING;
        }
    };

    /** @param confirmed whether the orchestrator said that there is such a workload */
    ProvisionalNames(WorkloadResolver resolver, Predicate<WorkloadId> confirmed, List<ProvisionalName> stored) {
        this.resolver = resolver;
        this.confirmed = confirmed;
        stored.forEach(name -> pending.put(name.id(), name.container()));
    }

    List<ProvisionalName> state() {
        return pending.entrySet().stream().map(name -> new ProvisionalName(name.getKey(), name.getValue())).toList();
    }

    /**
     * The workload of a container.
     *
     * @param before what it was; a name that was known stays, though the resolver does not know it at the moment
     * @param earlier the same container as it was known then: a name that was made of less is no name
     */
    Resolution of(ContainerMetadata container, Optional<WorkloadId> before, Optional<ContainerMetadata> earlier) {
        Resolution now = resolver.resolve(container);
        boolean known = before.isPresent() && !isProvisional(before.get()) && earlier.map(PodContainer::of).equals(Optional.of(PodContainer.of(container)));
        if (known && (now.pending() || now.guessed() && confirmed.test(before.get()))) {
            return new Resolution(before.get(), Certainty.PENDING, now.labels());
        }
        if (now.pending()) {
            pending.put(now.id(), container);
        }
        return now;
    }

    /** The same at the start, of a container that had a name: one that is surer by now replaces it later, together with what was learned. */
    WorkloadId atStart(ContainerMetadata container, Optional<WorkloadId> before) {
        Resolution now = of(container, before, Optional.of(container));
        return now.certainty() == Certainty.STATED ? now.id() : before.filter(id -> !isProvisional(id)).orElse(now.id());
    }

    /** Another number when guesses are worth asking about again. */
    long revision() {
        return resolver.revision();
    }

    /** What is known of a container by now; whatever it was is left alone. */
    Resolution ask(ContainerMetadata container) {
        return resolver.resolve(container);
    }

    boolean isProvisional(WorkloadId id) {
        return pending.containsKey(id);
    }

    void remove(WorkloadId provisional) {
        pending.remove(provisional);
    }

    /** The names that have come, by the provisional ones that they replace. */
    Map<WorkloadId, Resolution> arrived() {
        Map<WorkloadId, Resolution> arrived = new TreeMap<>();
        for (Map.Entry<WorkloadId, ContainerMetadata> name : new ArrayList<>(pending.entrySet())) {
            Resolution now = resolver.resolve(name.getValue());
            if (!now.pending()) {
                arrived.put(name.getKey(), now);
            }
        }
        return arrived;
    }
}
