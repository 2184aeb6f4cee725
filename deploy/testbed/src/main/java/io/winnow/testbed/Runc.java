// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.nio.file.Path;
import java.util.List;

/** runc with cgroups managed by itself. */
public final class Runc extends OciRuntime {
    /** With a state directory of its own, so that nothing else on the host sees or shares its containers. */
    public Runc() {
        super();
    }

    /** With its state in {@code run/runc} below a directory. */
    public Runc(Path stateBase) {
        super(stateBase);
    }

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
