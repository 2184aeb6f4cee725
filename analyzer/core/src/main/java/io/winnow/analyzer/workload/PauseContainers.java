// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import io.winnow.collector.document.ContainerMetadata;
import java.util.List;

/**
 * Recognizes pause containers: those that only hold the namespaces of a pod. Each manager marks its own, and a user who may choose labels under one
 * manager could claim another's mark: it is not believed there.
 */
public final class PauseContainers {

    private static final List<Mark> MARKS = List.of(
            new Mark("containerd", "io.kubernetes.cri.container-type", "sandbox"),
            new Mark("cri-o", "io.kubernetes.cri-o.ContainerType", "sandbox"),
            new Mark("docker", "io.kubernetes.docker.type", "podsandbox"),
            new Mark("podman", "io.kubernetes.cri-o.ContainerType", "sandbox"));

    private record Mark(String manager, String key, String value) {}

    private PauseContainers() {}

    public static boolean contain(ContainerMetadata container) {
        return MARKS.stream().anyMatch(mark -> mark.manager().equals(container.manager()) && mark.value().equals(container.labels().get(mark.key())));
    }
}
