// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * crun. It refuses hosts with version 1 controllers beside the unified hierarchy; there each call runs in a mount namespace whose
 * {@code /sys/fs/cgroup} is a fresh cgroup2 mount, and crun's own cgroup handling is off. What it would do is done for it: a hook takes the
 * container's first process into its cgroup at the moment at which crun would, and a caller of exec goes there before it becomes crun.
 */
public final class Crun extends OciRuntime {
    private static final String ENTER_AND_EXEC = """
            mount -t cgroup2 none /sys/fs/cgroup || exit 1
            if [ -n "$0" ]; then echo $$ > "/sys/fs/cgroup/$0/cgroup.procs" || exit 1; fi
            exec "$@"
            """;
    private static final String ENTER_FROM_HOOK = """
            pid=$(sed -n 's/.*"pid": *\\([0-9]*\\).*/\\1/p')
            echo "$pid" > "/sys/fs/cgroup/$0/cgroup.procs"
            """;

    private final boolean cgroupV2Only = !Cgroup.hybrid();

    /** With a state directory of its own, so that nothing else on the host sees or shares its containers. */
    public Crun() {
        super();
    }

    /** With its state in {@code run/crun} below a directory. */
    public Crun(Path stateBase) {
        super(stateBase);
    }

    @Override
    public String name() {
        return "crun";
    }

    @Override
    List<String> command(Cgroup cgroup, List<String> arguments) {
        if (cgroupV2Only) {
            List<String> command = withRoot("crun", "--cgroup-manager=cgroupfs");
            command.addAll(arguments);
            return command;
        }
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", ENTER_AND_EXEC, cgroup == null ? "" : name(cgroup)));
        command.addAll(withRoot("crun", "--cgroup-manager=disabled"));
        command.addAll(arguments);
        return command;
    }

    @Override
    Cgroup cgroupFor(String path) {
        return cgroupV2Only ? null : Cgroup.create(path);
    }

    @Override
    List<String> hookInto(Cgroup cgroup) {
        return cgroup == null ? List.of() : List.of("/bin/sh", "-c", ENTER_FROM_HOOK, name(cgroup));
    }

    private static String name(Cgroup cgroup) {
        return Cgroup.unified().relativize(cgroup.path()).toString();
    }
}
