// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Labels in which an engine notes whose a container is. One that another engine would write is a user's word: CRI-O copies the annotations of a pod to its
 * containers, and Docker the labels of an image. It would name another pod.
 */
final class EngineLabels {

    private static final String KUBERNETES = "io.kubernetes.";
    private static final String CONTAINERD = "io.kubernetes.cri.";
    private static final String CRIO = "io.kubernetes.cri-o.";
    /** How the kubelet's adapter names Docker's containers: an image cannot choose that. */
    private static final String OF_KUBELET = "k8s_";

    private EngineLabels() {}

    /** The labels without those that only a user can have written. @param name of the container; Docker's is in no label */
    static Map<String, String> believed(String manager, String name, Map<String, String> labels) {
        List<String> ofOthers = switch (manager) {
            case "containerd" -> List.of(CRIO);
            case "cri-o" -> List.of(CONTAINERD);
            case "docker" -> name.startsWith(OF_KUBELET) ? List.of(CONTAINERD, CRIO) : List.of(KUBERNETES);
            case "podman" -> List.of(KUBERNETES);
            default -> List.of();
        };
        Map<String, String> believed = new HashMap<>(labels);
        believed.keySet().removeIf(key -> ofOthers.stream().anyMatch(key::startsWith));
        return believed;
    }
}
