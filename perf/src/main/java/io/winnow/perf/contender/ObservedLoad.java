// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.contender;

import java.nio.file.Path;
import java.util.List;

/**
 * What contenders look at.
 *
 * @param cgroups the containers' cgroups, all of them with processes
 * @param elsewhere a cgroup without a process
 * @param pids processes of the load, for tools that follow processes
 */
public record ObservedLoad(List<Path> cgroups, Path elsewhere, List<Long> pids) {}
