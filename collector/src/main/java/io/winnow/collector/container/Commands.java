// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Cgroups that were made for one command each. Safe for use by several threads. */
public final class Commands {

    private final Map<String, ContainerDescription> byPath = new ConcurrentHashMap<>();

    /**
     * What runs in this cgroup, or below it, is a command.
     *
     * @param cgroupPath from the hierarchy's root
     * @param name that people use
     * @param command path and arguments
     */
    public void register(String cgroupPath, String name, List<String> command) {
        byPath.put(cgroupPath, ContainerDescription.ofCommand(cgroupPath.substring(cgroupPath.lastIndexOf('/') + 1), name, command));
    }

    public void unregister(String cgroupPath) {
        byPath.remove(cgroupPath);
    }

    Optional<ContainerDescription> find(CgroupRef cgroup) {
        return byPath.entrySet().stream()
                .filter(entry -> cgroup.isWithin(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
