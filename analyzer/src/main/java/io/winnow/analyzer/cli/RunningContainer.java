// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.collector.container.CgroupRef;
import io.winnow.collector.container.ContainerDescription;
import java.util.List;

/**
 * A container that runs now.
 *
 * @param cgroup its topmost one: what is below belongs to it
 */
record RunningContainer(ContainerDescription description, CgroupRef cgroup) {

    private static final int SHORT_ID = 12;

    /**
     * The one that is called so: by id, by name, or by the start of its id.
     *
     * @throws CommandException where it is none of these, or more than one
     */
    static RunningContainer named(String name, List<RunningContainer> running) {
        List<RunningContainer> matching = running.stream().filter(container -> container.isCalled(name)).toList();
        if (matching.isEmpty()) {
            throw new CommandException(ExitCode.NOT_FOUND, "no running container is called \"" + name + "\": running are "
                    + (running.isEmpty() ? "none" : String.join(", ", running.stream().map(one -> one.description().name()).sorted().toList())));
        }
        if (matching.size() > 1) {
            throw new CommandException(ExitCode.USAGE, "\"" + name + "\" may be any of "
                    + String.join(", ", matching.stream().map(one -> one.description().id()).toList()) + ": give the whole id");
        }
        return matching.get(0);
    }

    private boolean isCalled(String name) {
        return description.id().equals(name) || description.name().equals(name) || name.length() >= SHORT_ID && description.id().startsWith(name);
    }
}
