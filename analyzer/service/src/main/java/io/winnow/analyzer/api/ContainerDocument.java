// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * A container that runs now, or a systemd unit. Strings may be untrusted.
 *
 * @param id as its engine has it
 * @param name that people use
 * @param engine docker, podman, containerd, cri-o, buildah, systemd; null if a runtime was called directly
 * @param runtime with its version; null if not known
 * @param image null if there is none
 * @param imageDigest null if not known
 * @param namespace of its pod; null if it is in none
 * @param pod its pod; null if it is in none
 * @param container what its pod calls it; null if it is in none, or is the pod's sandbox
 * @param workload that it is a replica of
 * @param workloadId short id of that
 * @param started ISO-8601
 * @param state running, paused, or ended when it is gone
 * @param late it was running before it was watched: its start is not known
 * @param seccomp none, filter or unknown
 * @param filter digest of the seccomp profile, if that is known
 * @param node the host's name
 * @param labels labels and annotations, those of its pod among them
 * @param pause it only holds the namespaces of a pod
 */
public record ContainerDocument(
        String id, String name, String engine, String runtime, String image, String imageDigest, String namespace, String pod, String container,
        String workload, String workloadId, String started, String state, boolean late, String seccomp, String filter, String node,
        Map<String, String> labels, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean pause) {

    public static final String RUNNING = "running";
    public static final String PAUSED = "paused";
    public static final String ENDED = "ended";

    public ContainerDocument {
        labels = labels == null ? Map.of() : labels;
    }

    public ContainerDocument withState(String other) {
        return new ContainerDocument(
                id, name, engine, runtime, image, imageDigest, namespace, pod, container, workload, workloadId, started, other, late, seccomp, filter, node, labels,
                pause);
    }
}
