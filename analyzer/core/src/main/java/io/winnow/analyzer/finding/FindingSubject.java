// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import io.winnow.analyzer.violation.Subject;
import io.winnow.analyzer.workload.PodLabels;
import io.winnow.collector.document.ContainerMetadata;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a finding is about. FindingLimits are untrusted and bounded.
 *
 * @param workload the id of the workload, as people are shown it
 * @param version of the baseline that it was held to: when an operator's decision changed that last, wall time in nanoseconds since 1970
 * @param node the host
 * @param container id of the container that it began in
 * @param containerName the name that people use
 * @param image reference; empty if there is none
 * @param imageDigest {@code sha256:…}; empty if it is not known
 * @param namespace of its pod; empty if it is in none
 * @param pod empty if it is in none
 * @param labels of the container and its pod, the first in alphabetical order
 */
public record FindingSubject(
        String workload, long version, String node, String container, String containerName, String image, String imageDigest, String namespace,
        String pod, SortedMap<String, String> labels) {

    static final int MAX_LABELS = 32;

    /** A label's key: a longer one is left out. */
    private static final int MAX_KEY = 256;

    static FindingSubject of(Subject subject, FindingContext context) {
        PodLabels pod = PodLabels.of(context.labels());
        return new FindingSubject(
                FindingLimits.cut(subject.workload()), context.version(), FindingLimits.cut(subject.node()), FindingLimits.cut(subject.container()),
                FindingLimits.cut(subject.containerName()), FindingLimits.cut(subject.image()), FindingLimits.cut(subject.imageDigest()), FindingLimits.cut(pod.namespace()),
                FindingLimits.cut(pod.pod()), labels(context.labels()));
    }

    /** A label of the pod outweighs one of the container. What the engines themselves note in labels is left out. */
    private static SortedMap<String, String> labels(Map<String, String> given) {
        SortedMap<String, String> labels = new TreeMap<>();
        given.forEach((key, value) -> {
            if (!key.startsWith(ContainerMetadata.POD_LABEL) && !key.startsWith("io.kubernetes.") && key.length() <= MAX_KEY) {
                labels.put(key, FindingLimits.cut(value));
            }
        });
        given.forEach((key, value) -> {
            if (key.startsWith(ContainerMetadata.POD_LABEL) && key.length() <= MAX_KEY) {
                labels.put(key.substring(ContainerMetadata.POD_LABEL.length()), FindingLimits.cut(value));
            }
        });
        while (labels.size() > MAX_LABELS) {
            labels.remove(labels.lastKey());
        }
        return labels;
    }
}
