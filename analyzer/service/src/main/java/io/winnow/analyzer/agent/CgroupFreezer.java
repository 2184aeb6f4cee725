// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether the processes of a cgroup are stopped, as {@code docker pause} does it: by the kernel's own files, which any user may read (Linux, admin-guide/cgroup-v2.rst and
 * cgroup-v1/freezer-subsystem.rst). If they cannot be read, the cgroup counts as running.
 */
final class CgroupFreezer {

    private final Path mounts;

    /** @param mounts where the hierarchies are mounted: {@code /sys/fs/cgroup} */
    CgroupFreezer(Path mounts) {
        this.mounts = mounts;
    }

    /** @param cgroup path from the root of the hierarchies, which is the same in each */
    boolean isFrozen(String cgroup) {
        return says(cgroup, "", "cgroup.events", "frozen 1") || says(cgroup, "unified", "cgroup.events", "frozen 1") || says(cgroup, "freezer", "freezer.state", "FROZEN");
    }

    private boolean says(String cgroup, String hierarchy, String file, String line) {
        try {
            Path root = mounts.resolve(hierarchy).normalize();
            Path path = root.resolve(cgroup.replaceFirst("^/+", "")).normalize();
            return path.startsWith(root) && List.of(Files.readString(path.resolve(file)).split("\n")).contains(line);
        } catch (IOException | InvalidPathException notThere) {
            return false;
        }
    }
}
