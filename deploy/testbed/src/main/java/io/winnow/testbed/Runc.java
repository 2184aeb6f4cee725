// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.util.List;

/** runc with cgroups managed by itself. */
public final class Runc extends OciRuntime {
    @Override
    public String name() {
        return "runc";
    }

    @Override
    List<String> command(Cgroup cgroup, List<String> arguments) {
        List<String> command = withRoot("runc");
        command.addAll(arguments);
        return command;
    }

    @Override
    Cgroup cgroupFor(String path) {
        return null;
    }

    @Override
    List<String> hookInto(Cgroup cgroup) {
        return List.of();
    }
}
