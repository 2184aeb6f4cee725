// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import java.util.Map;

/**
 * Says which workload a container is a replica of. What an orchestrator says comes first: namespace, pod and container from the
 * annotations of the CRI runtimes, then project and service of compose; then image and command; else the container's own name. The annotation
 * {@value #OVERRIDE} names it by hand. All of it is untrusted text; in Kubernetes an override stays within its namespace, so that no user
 * can write into another's baseline.
 */
public final class WorkloadNames {

    /** Annotation, or label, that names the workload. */
    public static final String OVERRIDE = "io.winnow.workload";

    /** Containers that are no pod's container but hold its namespaces. */
    private static final String SANDBOX = "POD";

    /** All builds of a host together: their containers differ in name, image and command from one RUN to the next. */
    private static final String BUILDS = "podman build";

    private static final String[] NAMESPACE = {"io.kubernetes.cri.sandbox-namespace", "io.kubernetes.pod.namespace"};
    private static final String[] POD = {"io.kubernetes.cri.sandbox-name", "io.kubernetes.pod.name"};
    private static final String[] CONTAINER = {"io.kubernetes.cri.container-name", "io.kubernetes.container.name"};
    private static final String[] PROJECT = {"com.docker.compose.project", "io.podman.compose.project"};
    private static final String[] SERVICE = {"com.docker.compose.service", "io.podman.compose.service"};

    private WorkloadNames() {}

    public static WorkloadId of(ContainerMetadata container) {
        if (container.manager().equals(ContainerMetadata.BUILDAH)) {
            return new WorkloadId(BUILDS, "");
        }
        return new WorkloadId(PlainText.of(name(container)), PlainText.of(container.imageDigest()));
    }

    private static String name(ContainerMetadata container) {
        Map<String, String> labels = container.labels();
        String override = first(labels, OVERRIDE);
        String namespace = first(labels, NAMESPACE);
        String pod = first(labels, POD);
        if (!namespace.isEmpty() && !pod.isEmpty()) {
            String within = first(labels, CONTAINER);
            return namespace + "/" + (override.isEmpty() ? "pod/" + pod + "/" + (within.isEmpty() ? SANDBOX : within) : override);
        }
        if (!override.isEmpty()) {
            return override;
        }
        String project = first(labels, PROJECT);
        String service = first(labels, SERVICE);
        if (!project.isEmpty() && !service.isEmpty()) {
            return project + "/" + service;
        }
        if (container.kind() == ContainerKind.CONTAINER && !container.image().isEmpty()) {
            return (container.image() + " " + String.join(" ", container.command())).strip();
        }
        return container.name().isBlank() ? container.id() : container.name();
    }

    private static String first(Map<String, String> labels, String... keys) {
        for (String key : keys) {
            String value = labels.getOrDefault(key, "");
            if (!value.isBlank()) {
                return value;
            }
        }
        return "";
    }
}
