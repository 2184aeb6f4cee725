// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.analyzer.workload.WorkloadSearch;
import io.winnow.analyzer.workload.WorkloadSearch.ContainerName;
import io.winnow.collector.container.CgroupRef;
import io.winnow.collector.container.ContainerDescription;
import java.util.List;

/**
 * A container that runs now.
 *
 * @param cgroup its topmost one: what is below belongs to it
 * @param workload that a service would take it for
 */
public record RunningContainer(ContainerDescription description, CgroupRef cgroup, WorkloadId workload) {

    /**
     * The one that is called so, or whose workload is.
     *
     * @throws CommandException if it is none of these, or more than one
     */
    public static RunningContainer named(String name, List<RunningContainer> running) {
        WorkloadSearch<RunningContainer> search = new WorkloadSearch<>();
        running.forEach(container -> search.with(container, container.workload(), List.of(container.names())));
        List<RunningContainer> found = search.find(name);
        if (found.isEmpty()) {
            throw new CommandException(ExitCode.NOT_FOUND, "no running container or workload is called \"" + name + "\": running are "
                    + (running.isEmpty() ? "none" : String.join(", ", running.stream().map(one -> one.description().name()).sorted().toList())));
        }
        if (found.size() > 1) {
            throw new CommandException(ExitCode.USAGE, "\"" + name + "\" may be any of "
                    + String.join(", ", found.stream().map(one -> one.description().id()).toList()) + ": give the whole id");
        }
        return found.get(0);
    }

    private ContainerName names() {
        return new ContainerName(description.id(), description.name());
    }
}
