// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import io.winnow.collector.document.ContainerKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Cgroups that are made for what is known before it runs. Safe for use by several threads. */
public final class ExpectedCgroups {

    /** What the paths of cgroups begin with in which Winnow runs commands. */
    public static final String COMMANDS = "/winnow/profile-";
    /**
     * What the paths of cgroups begin with in which Winnow runs containers to verify a profile. They are at the root: on hosts with version 1
     * hierarchies a runtime leaves behind what is above its container's.
     */
    public static final String VERIFICATIONS = "/winnow-verify-";

    private final Map<String, ContainerDescription> byPath = new ConcurrentHashMap<>();

    /**
     * What runs in this cgroup, or below it, is known.
     *
     * @param cgroupPath from the hierarchy's root
     * @param kind if it is a command, the first exec there is its own; a container's comes after its runtime's steps
     * @param name that people use
     * @param command path and arguments
     */
    public void expect(String cgroupPath, ContainerKind kind, String name, List<String> command) {
        byPath.put(cgroupPath, ContainerDescription.expected(kind, cgroupPath.substring(cgroupPath.lastIndexOf('/') + 1), name, command));
    }

    public void forget(String cgroupPath) {
        byPath.remove(cgroupPath);
    }

    /** Whether Winnow made it for what it runs itself: a workload for the caller that expects it only. */
    static boolean isOwn(String cgroupPath) {
        return cgroupPath.startsWith(COMMANDS) || cgroupPath.startsWith(VERIFICATIONS);
    }

    Optional<ContainerDescription> find(CgroupRef cgroup) {
        return byPath.entrySet().stream()
                .filter(entry -> cgroup.isWithin(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
