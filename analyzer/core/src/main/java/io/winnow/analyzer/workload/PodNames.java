// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import io.winnow.analyzer.workload.Resolution.Certainty;
import io.winnow.collector.document.ContainerMetadata;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Names of the workloads of pods: {@code NAMESPACE/KIND/OWNER/CONTAINER}. A name by hand takes the place of what comes after the namespace: no user can
 * write into a baseline of another namespace.
 *
 * @param cluster comes before the namespace, with a slash; empty for none
 * @param labels keys of labels and annotations that are kept with workloads
 */
public record PodNames(String cluster, Set<String> labels) {

    public PodNames {
        labels = Set.copyOf(labels);
    }

    /** The workload of a container whose pod has this owner. */
    public WorkloadId of(PodContainer container, PodOwner owner, ContainerMetadata metadata) {
        return id(container, owner.kind() + "/" + owner.name() + "/" + container.container(), metadata);
    }

    /** The workload that a user named, by {@value WorkloadNames#OVERRIDE}. */
    public WorkloadId byHand(PodContainer container, String name, ContainerMetadata metadata) {
        return id(container, name, metadata);
    }

    /** Before the owner is known: of this pod alone. */
    public WorkloadId provisional(PodContainer container, ContainerMetadata metadata) {
        return of(container, new PodOwner(PodOwner.POD, container.pod()), metadata);
    }

    /** What can be said without the cluster's API. */
    public Resolution guess(PodContainer container, ContainerMetadata metadata) {
        String byHand = container.byHand(metadata);
        return byHand.isEmpty()
                ? new Resolution(of(container, OwnerGuess.of(container.pod(), container.labels(), container.node()), metadata), Certainty.GUESSED, selected(container.labels()))
                : Resolution.known(byHand(container, byHand, metadata));
    }

    /** Those that are kept. */
    public Map<String, String> selected(Map<String, String> all) {
        Map<String, String> selected = new HashMap<>(all);
        selected.keySet().retainAll(labels);
        return selected;
    }

    private WorkloadId id(PodContainer container, String within, ContainerMetadata metadata) {
        String prefix = cluster.isEmpty() ? "" : cluster + "/";
        return new WorkloadId(PlainText.of(prefix + container.namespace() + "/" + within), PlainText.of(metadata.imageDigest()));
    }
}
