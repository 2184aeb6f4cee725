// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A container runtime. Needs root. */
public abstract class OciRuntime implements AutoCloseable {
    private final Path stateBase;
    private final boolean temporary;

    /** With a state directory that nothing else on the host sees or shares. */
    OciRuntime() {
        this.stateBase = Directories.temporary(name());
        this.temporary = true;
        Leftovers.add(this);
    }

    /** With its state in {@code run/NAME} below a directory; {@code /} is the runtime's own default. */
    OciRuntime(Path stateBase) {
        this.stateBase = stateBase;
        this.temporary = false;
    }

    /** The runtime's name, as {@code runc}. */
    public abstract String name();

    /** The directory in which it keeps the state of its containers, {@code --root}. */
    public final Path root() {
        return stateBase.resolve("run").resolve(name());
    }

    /** The directory below which a monitor finds that state in {@code run/NAME}. */
    public final Path stateBase() {
        return stateBase;
    }

    /**
     * The command line of one call of the runtime.
     *
     * @param cgroup    the cgroup that the caller is to be in when the runtime starts, or null if that does not matter
     * @param arguments the runtime's own arguments, the verb first
     */
    abstract List<String> command(Cgroup cgroup, List<String> arguments);

    /** The cgroup to run a container in when the runtime cannot make it, else null. */
    abstract Cgroup cgroupFor(String path);

    /** The hook of the bundle that takes a container's first process there; empty if the runtime does that. */
    abstract List<String> hookInto(Cgroup cgroup);

    /**
     * Sets a container up to the point before its entrypoint's exec. {@link Container#start()} goes on from there.
     *
     * @throws IllegalStateException if the runtime refuses, with what it said
     */
    public final Container create(String id, Rootfs rootfs, OciSpec spec) {
        return Container.create(this, id, rootfs, spec);
    }

    /** Creates and starts a container. */
    public final Container start(String id, Rootfs rootfs, OciSpec spec) {
        Container container = create(id, rootfs, spec);
        try {
            container.start();
            return container;
        } catch (RuntimeException e) {
            container.close();
            throw e;
        }
    }

    /** Runs a container to its end, in the foreground: the exit code is the entrypoint's, or the runtime's if it did not get that far. */
    public final Shell.Result run(String id, Rootfs rootfs, OciSpec spec, Duration limit) {
        OciSpec named = Container.inCgroup(id, spec);
        try (Cgroup cgroup = cgroupFor(named.cgroup()); OciBundle bundle = OciBundle.create(rootfs, named, hookInto(cgroup))) {
            return Shell.run(command(null, List.of("run", "--bundle", bundle.path().toString(), id)), Map.of(), limit);
        } finally {
            call("delete", "--force", id);
        }
    }

    final Shell.Result call(String... arguments) {
        return Shell.run(command(null, List.of(arguments)));
    }

    final List<String> withRoot(String program, String... options) {
        List<String> command = new ArrayList<>(List.of(program, "--root", root().toString()));
        command.addAll(List.of(options));
        return command;
    }

    @Override
    public final void close() {
        if (temporary) {
            Directories.delete(stateBase);
            Leftovers.remove(this);
        }
    }
}
