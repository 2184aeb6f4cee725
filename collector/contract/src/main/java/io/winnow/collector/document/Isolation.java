// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.document;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a container is separated from its host, by its configuration. Paths and labels are untrusted.
 *
 * @param known false if no configuration says it: the rest is then empty
 * @param complete false if there was more than is kept: what is not in a list may still be so
 * @param namespaces whose each one is; one that is not listed is not known
 * @param hostUid the host's uid of the entrypoint's user; −1 if not known
 * @param gid of the entrypoint, in the container; −1 if not known
 * @param groups further groups of the entrypoint
 * @param ambient capability names ({@code CAP_…}) of the ambient set
 * @param readOnlyRoot whether the root file system cannot be written
 * @param mounts of files and directories of the host
 * @param devices paths in the container of devices that were added
 * @param anyDevice whether each device of the host may be opened if the container makes a node for it
 * @param maskedPaths paths that are hidden from the container
 * @param readOnlyPaths paths that it can only read
 * @param apparmorProfile name; empty if none was asked for
 * @param selinuxLabel of its processes, {@code user:role:type:level}; empty if none was asked for
 */
public record Isolation(
        boolean known,
        boolean complete,
        Map<Namespace, Sharing> namespaces,
        long hostUid,
        long gid,
        List<Long> groups,
        List<String> ambient,
        boolean readOnlyRoot,
        List<HostMount> mounts,
        List<String> devices,
        boolean anyDevice,
        List<String> maskedPaths,
        List<String> readOnlyPaths,
        String apparmorProfile,
        String selinuxLabel) {

    public static final Isolation UNKNOWN = new Isolation(
            false, false, Map.of(), -1, -1, List.of(), List.of(), false, List.of(), List.of(), false, List.of(), List.of(), "", "");

    /** The kinds of namespaces that a container may share; its mounts are always its own. */
    public enum Namespace {
        PID,
        NETWORK,
        IPC,
        UTS,
        USER,
        CGROUP
    }

    /** Whose a namespace is. */
    public enum Sharing {
        PRIVATE,
        HOST,
        /** That of a pod or of another container; if that is the host's, it counts as the host's. */
        JOINED,
        UNKNOWN
    }

    public Isolation {
        Map<Namespace, Sharing> byKind = new EnumMap<>(Namespace.class);
        byKind.putAll(namespaces == null ? Map.of() : namespaces);
        namespaces = Collections.unmodifiableMap(byKind);
        groups = copy(groups);
        ambient = copy(ambient);
        mounts = copy(mounts);
        devices = copy(devices);
        maskedPaths = copy(maskedPaths);
        readOnlyPaths = copy(readOnlyPaths);
        apparmorProfile = apparmorProfile == null ? "" : apparmorProfile;
        selinuxLabel = selinuxLabel == null ? "" : selinuxLabel;
    }

    public Sharing sharing(Namespace namespace) {
        return namespaces.getOrDefault(namespace, Sharing.UNKNOWN);
    }

    /**
     * The same of a container that a user runs without root. Its user namespace lies within one of the user's, where the configuration's uid 0 is the user; it
     * mentions neither.
     */
    public Isolation ofUser(long user) {
        return known ? with(Set.of(Namespace.USER), Sharing.PRIVATE, hostUid == 0 ? user : -1) : this;
    }

    /** With these namespaces, which it joins, being the host's. */
    public Isolation joining(Set<Namespace> ofHost) {
        return known ? with(ofHost, Sharing.HOST, hostUid) : this;
    }

    private Isolation with(Set<Namespace> some, Sharing sharing, long uid) {
        Map<Namespace, Sharing> all = new EnumMap<>(Namespace.class);
        all.putAll(namespaces);
        some.forEach(namespace -> all.put(namespace, sharing));
        return new Isolation(
                true, complete, all, uid, gid, groups, ambient, readOnlyRoot, mounts, devices, anyDevice, maskedPaths, readOnlyPaths, apparmorProfile, selinuxLabel);
    }

    private static <T> List<T> copy(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
