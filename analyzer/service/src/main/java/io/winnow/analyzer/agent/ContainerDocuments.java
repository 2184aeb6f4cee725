// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.api.ContainerDocument;
import io.winnow.analyzer.workload.PauseContainers;
import io.winnow.analyzer.workload.PodLabels;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.record.WallTime;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Running containers as the API shows them. */
final class ContainerDocuments {

    private static final Comparator<ContainerDocument> ORDER =
            Comparator.comparing(ContainerDocument::workload).thenComparing(ContainerDocument::started).thenComparing(ContainerDocument::id);

    private final CgroupFreezer freezer;

    ContainerDocuments(CgroupFreezer freezer) {
        this.freezer = freezer;
    }

    /** A container that runs, and the workload that it is a replica of. */
    record Running(ContainerMetadata container, WorkloadId workload) {}

    /** Those of a workload together, the oldest first. Reads files of each: not for the analyzer's thread. */
    List<ContainerDocument> of(List<Running> running) {
        return running.stream().map(one -> document(one.container(), one.workload())).sorted(ORDER).toList();
    }

    private ContainerDocument document(ContainerMetadata container, WorkloadId workload) {
        PodLabels pod = PodLabels.of(container.labels());
        return new ContainerDocument(
                container.id(),
                container.name(),
                orNull(container.manager()),
                orNull((container.runtime().name() + " " + container.runtime().version()).strip()),
                orNull(container.image()),
                orNull(container.imageDigest()),
                orNull(pod.namespace()),
                orNull(pod.pod()),
                orNull(pod.container()),
                workload.toString(),
                workload.shortId(),
                WallTime.millis(container.created()).toString(),
                freezer.isFrozen(container.cgroupPath()) ? ContainerDocument.PAUSED : ContainerDocument.RUNNING,
                container.late(),
                container.grants().seccomp().name().toLowerCase(Locale.ROOT),
                orNull(container.grants().filter()),
                container.node(),
                labels(container.labels()),
                PauseContainers.contain(container));
    }

    /** A label of the pod outweighs an annotation of the container. */
    private static Map<String, String> labels(Map<String, String> all) {
        Map<String, String> labels = new TreeMap<>(all);
        all.forEach((key, value) -> {
            if (key.startsWith(ContainerMetadata.POD_LABEL)) {
                labels.remove(key);
                labels.put(key.substring(ContainerMetadata.POD_LABEL.length()), value);
            }
        });
        return labels;
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
