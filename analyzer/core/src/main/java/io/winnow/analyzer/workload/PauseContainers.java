// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import io.winnow.collector.document.ContainerMetadata;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Recognizes pause containers: those that only hold the namespaces of a pod. Each manager marks its own, and a user who may choose labels under one
 * manager could claim another's mark: it is not believed there.
 */
public final class PauseContainers {

    private static final List<Mark> MARKS = List.of(
            new Mark("containerd", "io.kubernetes.cri.container-type", "sandbox"),
            new Mark("cri-o", "io.kubernetes.cri-o.ContainerType", "sandbox"),
            new Mark("docker", "io.kubernetes.docker.type", "podsandbox"));

    /** Podman marks none: it names them after the pod, and makes their image itself. Its versions 1 called every container a sandbox. */
    private static final Pattern PODMANS_NAME = Pattern.compile("[0-9a-f]{12}-infra");

    private static final String PODMANS_IMAGE = "localhost/podman-pause:";

    private record Mark(String manager, String key, String value) {}

    private PauseContainers() {}

    public static boolean contain(ContainerMetadata container) {
        return isPodmans(container) || MARKS.stream().anyMatch(mark -> mark.manager().equals(container.manager()) && mark.value().equals(container.labels().get(mark.key())));
    }

    private static boolean isPodmans(ContainerMetadata container) {
        return container.manager().equals("podman") && PODMANS_NAME.matcher(container.name()).matches() && container.image().startsWith(PODMANS_IMAGE);
    }
}
