// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import java.util.Map;

/**
 * Which pod a container is in, by the annotations of the CRI runtimes: containerd's first, then CRI-O's. Untrusted text.
 *
 * @param namespace empty if it is in no pod, as the others are
 * @param container empty for the pod's sandbox, too
 */
public record PodLabels(String namespace, String pod, String container) {

    private static final String[] NAMESPACE = {"io.kubernetes.cri.sandbox-namespace", "io.kubernetes.pod.namespace"};
    private static final String[] POD = {"io.kubernetes.cri.sandbox-name", "io.kubernetes.pod.name"};
    private static final String[] CONTAINER = {"io.kubernetes.cri.container-name", "io.kubernetes.container.name"};

    public static PodLabels of(Map<String, String> labels) {
        return new PodLabels(first(labels, NAMESPACE), first(labels, POD), first(labels, CONTAINER));
    }

    public boolean inPod() {
        return !namespace.isEmpty() && !pod.isEmpty();
    }

    /** The first that is there and is not blank; empty if none is. */
    static String first(Map<String, String> labels, String... keys) {
        for (String key : keys) {
            String value = labels.getOrDefault(key, "");
            if (!value.isBlank()) {
                return value;
            }
        }
        return "";
    }
}
