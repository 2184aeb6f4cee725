// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import io.winnow.collector.document.ContainerMetadata;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A container of a Kubernetes pod, as its runtime's annotations say. All of it is untrusted text.
 *
 * @param uid of the pod as the kubelet has it, or empty; a static pod has another one in the API
 * @param container its name in the pod; {@value #PAUSE} for the one that holds the pod's namespaces
 * @param labels of the pod, as far as the runtime keeps them
 * @param node that it runs on
 */
public record PodContainer(String namespace, String pod, String uid, String container, Map<String, String> labels, String node) {

    /** What the kubelet calls the container that holds the pod's namespaces. No other can be called so: names are in lower case. */
    static final String PAUSE = "POD";

    private static final String[] UID = {"io.kubernetes.cri.sandbox-uid", "io.kubernetes.pod.uid"};

    /** Empty if it is no pod's container. */
    public static Optional<PodContainer> of(ContainerMetadata container) {
        Map<String, String> labels = container.labels();
        PodLabels pod = PodLabels.of(labels);
        if (!pod.inPod()) {
            return Optional.empty();
        }
        boolean pause = pod.container().isEmpty() || PauseContainers.contain(container);
        return Optional.of(new PodContainer(
                pod.namespace(), pod.pod(), PodLabels.first(labels, UID), pause ? PAUSE : pod.container(), podLabels(labels), container.node()));
    }

    /** Whether it only holds the pod's namespaces. */
    public boolean isPause() {
        return container.equals(PAUSE);
    }

    /** The name that a user gave the workload by annotation or label; empty if there is none, and for pause containers. */
    String byHand(ContainerMetadata metadata) {
        return isPause() ? "" : PodLabels.first(metadata.labels(), WorkloadNames.OVERRIDE, ContainerMetadata.POD_LABEL + WorkloadNames.OVERRIDE);
    }

    private static Map<String, String> podLabels(Map<String, String> labels) {
        Map<String, String> ofPod = new HashMap<>();
        labels.forEach((key, value) -> {
            if (key.startsWith(ContainerMetadata.POD_LABEL)) {
                ofPod.put(key.substring(ContainerMetadata.POD_LABEL.length()), value);
            }
        });
        return ofPod;
    }
}
