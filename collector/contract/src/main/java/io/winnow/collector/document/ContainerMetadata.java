// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.document;

import io.winnow.collector.record.SlotKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who a slot belongs to: payload of a CONTAINER document. Names, labels and arguments are untrusted.
 *
 * @param slot the kernel's slot
 * @param cgroupId of the cgroup that owns the slot
 * @param cgroupPath in the cgroup hierarchy, from its root
 * @param id of the container, as its runtime has it; for a command the name of its cgroup
 * @param kind container, command or unit
 * @param runtime the low-level runtime
 * @param manager what started the runtime: {@code docker}, {@code containerd}, {@code cri-o}, {@code podman}, {@value #BUILDAH},
 *     {@value #BUILDKIT}, {@value #NSPAWN}, {@code podman/UID} for a user's own, {@code systemd}, {@code ""} for none
 * @param name that people use; the id if there is no other
 * @param image reference, empty if there is none
 * @param imageDigest {@code sha256:…}, empty if not known
 * @param command arguments of the entrypoint, path first
 * @param labels labels and OCI annotations; those of its pod have {@value #POD_LABEL} before the key
 * @param grants what its configuration gives it
 * @param node the host's name
 * @param created wall time, nanoseconds since 1970
 * @param ended the same, 0 while it runs
 * @param late it was running before it was watched
 * @param unidentified it ended before anything but its cgroup was known: it may have been a replica of any workload
 */
public record ContainerMetadata(
        SlotKey slot,
        long cgroupId,
        String cgroupPath,
        String id,
        ContainerKind kind,
        RuntimeIdentity runtime,
        String manager,
        String name,
        String image,
        String imageDigest,
        List<String> command,
        Map<String, String> labels,
        Grants grants,
        String node,
        long created,
        long ended,
        boolean late,
        boolean unidentified) {

    private static final char USER = '/';

    /** The manager of what the builds of podman and buildah run: one container for each RUN. */
    public static final String BUILDAH = "buildah";

    /** The manager of what BuildKit runs, in Docker or by itself: one container for each RUN. */
    public static final String BUILDKIT = "buildkit";

    /** The manager of systemd's own containers. */
    public static final String NSPAWN = "systemd-nspawn";

    /** Comes before the key of a label that is not the container's but its pod's. */
    public static final String POD_LABEL = "io.winnow.pod-label/";

    public ContainerMetadata {
        command = command == null ? List.of() : List.copyOf(command);
        labels = labels == null ? Map.of() : Map.copyOf(labels);
        runtime = runtime == null ? RuntimeIdentity.UNKNOWN : runtime;
        grants = grants == null ? Grants.UNKNOWN : grants;
    }

    /** The manager of a container that a user runs without root. */
    public static String ofUser(String manager, int user) {
        return manager + USER + user;
    }

    /** The number of the user who runs it without root. */
    public Optional<String> user() {
        int sign = manager.indexOf(USER);
        return sign < 0 ? Optional.empty() : Optional.of(manager.substring(sign + 1));
    }

    /** One that is identified. */
    public ContainerMetadata(
            SlotKey slot, long cgroupId, String cgroupPath, String id, ContainerKind kind, RuntimeIdentity runtime, String manager, String name,
            String image, String imageDigest, List<String> command, Map<String, String> labels, Grants grants, String node, long created, long ended,
            boolean late) {
        this(slot, cgroupId, cgroupPath, id, kind, runtime, manager, name, image, imageDigest, command, labels, grants, node, created, ended, late,
                false);
    }

    /** The same container, with another text for its filter. */
    public ContainerMetadata withFilter(String filter) {
        return new ContainerMetadata(
                slot, cgroupId, cgroupPath, id, kind, runtime, manager, name, image, imageDigest, command, labels, grants.withFilter(filter), node,
                created, ended, late, unidentified);
    }

    /** The same container after its end. */
    public ContainerMetadata ended(long wallTime) {
        return ended(wallTime, unidentified);
    }

    /** The same, for a container that may have ended before it was identified. */
    public ContainerMetadata ended(long wallTime, boolean unknown) {
        return new ContainerMetadata(
                slot, cgroupId, cgroupPath, id, kind, runtime, manager, name, image, imageDigest, command, labels, grants, node,
                created, wallTime, late, unknown);
    }
}
