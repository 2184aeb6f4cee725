// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A container as its low-level runtime keeps it.
 *
 * @param runtime {@code runc} or {@code crun}; empty if nothing but the id was ever seen
 * @param manager that has the runtime keep its state there; empty if that may be any engine
 * @param id name of its directory
 * @param pid of its first process, as the host sees it; 0 before there is one
 * @param startTicks start of that process, field 22 of {@code /proc/PID/stat}: distinguishes it from another with the same pid
 * @param created wall time when it was set up, nanoseconds since 1970: its cgroup was there then; 0 if not known
 * @param cgroupPath in the unified hierarchy; empty if the runtime left the cgroup to its caller, or has not made it yet
 * @param config its OCI configuration
 * @param bundle directory that the runtime was given
 */
record RuntimeEntry(
        String runtime,
        String manager,
        String id,
        long pid,
        long startTicks,
        long created,
        Optional<String> cgroupPath,
        Optional<OciConfig> config,
        Optional<Path> bundle) {

    /** Known by its id alone. */
    static RuntimeEntry bare(String id) {
        return new RuntimeEntry("", "", id, 0, 0, 0, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The cgroup that it is in, or by its configuration is to be in. */
    Optional<String> path() {
        return cgroupPath.or(() -> config.flatMap(OciConfig::cgroupPath));
    }

    /** Whether that is another process than this entry's. */
    boolean hasOtherProcess(RuntimeEntry other) {
        return pid != 0 && other.pid != 0 && (pid != other.pid || startTicks != other.startTicks);
    }
}
