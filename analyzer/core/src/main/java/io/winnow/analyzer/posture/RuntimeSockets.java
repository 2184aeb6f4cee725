// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import io.winnow.collector.document.HostMount;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The sockets on which container engines take requests: who may write to one can start any container, and so is root. */
final class RuntimeSockets {

    private static final List<String> DEFAULTS = List.of(
            "/run/docker.sock", "/run/containerd/containerd.sock", "/run/crio/crio.sock", "/run/podman/podman.sock", "/run/cri-dockerd.sock",
            "/run/k3s/containerd/containerd.sock", "/run/buildkit/buildkitd.sock", "/run/dockershim.sock");

    private static final Set<String> NAMES = Set.of(
            "docker.sock", "containerd.sock", "crio.sock", "podman.sock", "cri-dockerd.sock", "buildkitd.sock", "dockershim.sock");

    private RuntimeSockets() {}

    /** The socket that is there through this mount: the socket itself, wherever it is, or in a directory. The root directory is another rule's. */
    static Optional<String> reachedBy(HostMount mount) {
        String source = HostPath.plain(mount.source());
        String name = source.substring(source.lastIndexOf('/') + 1);
        if (NAMES.contains(name)) {
            return Optional.of(source);
        }
        return source.equals("/") ? Optional.empty() : DEFAULTS.stream().filter(socket -> HostPath.isIn(socket, source)).findFirst();
    }
}
