// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A container as its low-level runtime keeps it.
 *
 * @param runtime {@code runc} or {@code crun}
 * @param id name of its directory
 * @param pid of its first process, as the host sees it
 * @param startTicks start of that process, field 22 of {@code /proc/PID/stat}: tells it from another with the same pid
 * @param cgroupPath in the unified hierarchy; empty where the runtime left the cgroup to its caller
 * @param config the file that holds its OCI configuration
 */
record RuntimeEntry(String runtime, String id, long pid, long startTicks, Optional<String> cgroupPath, Optional<Path> config) {}
