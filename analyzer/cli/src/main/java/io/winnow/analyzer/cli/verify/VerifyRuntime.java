// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.verify;

import io.winnow.analyzer.cli.composition.LibseccompLibrary;
import io.winnow.analyzer.cli.observe.Executables;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.analyzer.seccomp.SyscallNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A container runtime as a verification calls it: with a state directory of its own, so that it meets no other container. crun refuses hosts
 * that have version 1 hierarchies beside the unified one; there it runs in a mount namespace that shows it the unified one alone, with its own
 * cgroup handling off, and a hook takes the container's first process into the cgroup when crun would.
 */
public final class VerifyRuntime {

    /** What runs a container. */
    public enum Name {
        runc,
        crun;

        /** What happens to calls under a profile that this runtime loads on this host. */
        public Evaluator inForce(SeccompProfile profile) {
            SyscallNames names = LibseccompLibrary.names();
            return this == runc ? Evaluator.asLoadedByRunc(profile, names) : Evaluator.asLoadedByCrun(profile, names);
        }
    }

    private static final String BIND_HOST = "mount --rbind / \"$0\" && exec \"$@\"";
    private static final String CGROUP_V2_ONLY = "mount -t cgroup2 none /sys/fs/cgroup && exec \"$@\"";
    private static final String ENTER = "sed -n 's/.*\"pid\": *\\([0-9]*\\).*/\\1/p' > \"/sys/fs/cgroup$0/cgroup.procs\"";

    private final Name name;
    private final Path state;
    private final Optional<Path> hostRoot;
    private final boolean hybrid;

    /**
     * @param hostRoot directory to bind the host's root to, in a mount namespace of its own; empty if the bundle has a root of its own
     * @param hybrid whether the unified hierarchy is not alone
     */
    public VerifyRuntime(Name name, Path state, Optional<Path> hostRoot, boolean hybrid) {
        this.name = name;
        this.state = state;
        this.hostRoot = hostRoot;
        this.hybrid = hybrid;
    }

    /** @throws CommandException if no such program is installed */
    static void require(Name name) {
        if (!Executables.has(name.name())) {
            throw new CommandException(ExitCode.UNSUPPORTED, name + " is not installed: install it, or choose the other runtime with --runtime");
        }
    }

    /** The bundle as this runtime needs it to put the container into a cgroup, {@code /name} from the root of the hierarchy. */
    VerifyBundle into(String cgroup, VerifyBundle bundle) {
        VerifyBundle there = bundle.withCgroup(cgroup);
        return withoutCgroups() ? there.withHook(List.of("/bin/sh", "-c", ENTER, cgroup)) : there;
    }

    private boolean withoutCgroups() {
        return name == Name.crun && hybrid;
    }

    List<String> run(String id, Path bundle) {
        List<String> command = new ArrayList<>();
        hostRoot.ifPresent(root -> command.addAll(List.of("unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", BIND_HOST, root.toString())));
        if (withoutCgroups()) {
            command.addAll(List.of("unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", CGROUP_V2_ONLY, "sh"));
        }
        command.addAll(call());
        command.addAll(List.of("run", "--bundle", bundle.toString(), id));
        return command;
    }

    /** Removes what the runtime may have left of a container that was ended. */
    void delete(String id) throws IOException, InterruptedException {
        List<String> command = call();
        command.addAll(List.of("delete", "--force", id));
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private List<String> call() {
        List<String> command = new ArrayList<>(List.of(name.name(), "--root", state.toString()));
        if (name == Name.crun) {
            command.add("--cgroup-manager=" + (hybrid ? "disabled" : "cgroupfs"));
        }
        return command;
    }
}
