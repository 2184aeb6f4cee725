// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where runtimes and managers keep what they know. Only directories that root owns, which is looked at for state directories and those in them: a
 * user who could write there could give his processes another container's name.
 *
 * @param root {@code /}, or where the host's file system is mounted: absolute paths inside the files are below it
 * @param stateRoots state directories of runc and crun ({@code --root}), below them {@code ID/state.json} or {@code ID/status}; a
 *     star as the last name stands for every directory there
 * @param containerdTasks containerd's bundles, below it {@code NAMESPACE/ID}
 * @param dockerContainers Docker's containers, below it {@code ID}
 * @param storageContainers bundles of podman and CRI-O, below them {@code ID/userdata}
 * @param storageIndex their list of names, {@code containers.json}
 * @param binaries directories to look for the runtimes in
 */
public record HostPaths(
        Path root,
        List<Path> stateRoots,
        Path containerdTasks,
        Path dockerContainers,
        List<Path> storageContainers,
        Path storageIndex,
        List<Path> binaries) {

    public HostPaths {
        stateRoots = List.copyOf(stateRoots);
        storageContainers = List.copyOf(storageContainers);
        binaries = List.copyOf(binaries);
    }

    /** The defaults of the distributions. */
    public static HostPaths below(Path root) {
        Path run = root.resolve("run");
        Path storage = Path.of("containers/storage/overlay-containers");
        return new HostPaths(
                root,
                List.of(
                        run.resolve("runc"),
                        run.resolve("crun"),
                        run.resolve("docker/runtime-runc/moby"),
                        run.resolve("docker/runtime-crun/moby"),
                        run.resolve("containerd/runc/*")),
                run.resolve("containerd/io.containerd.runtime.v2.task"),
                root.resolve("var/lib/docker/containers"),
                List.of(run.resolve(storage), root.resolve("var/lib").resolve(storage)),
                root.resolve("var/lib").resolve(storage).resolve("containers.json"),
                Stream.of("usr/local/sbin", "usr/local/bin", "usr/sbin", "usr/bin", "usr/libexec").map(root::resolve).toList());
    }

    /** With further state directories. */
    public HostPaths withStateRoots(List<Path> more) {
        List<Path> all = Stream.concat(stateRoots.stream(), more.stream()).distinct().toList();
        return new HostPaths(root, all, containerdTasks, dockerContainers, storageContainers, storageIndex, binaries);
    }

    /** Where a path that one of the files holds is on this host. */
    Path onHost(String path) {
        return root.resolve(path.replaceFirst("^/+", "")).normalize();
    }
}
