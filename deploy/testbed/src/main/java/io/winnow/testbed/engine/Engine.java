// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed.engine;

import io.winnow.testbed.Directories;
import io.winnow.testbed.Leftovers;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A container engine. Docker's and podman's command lines agree in all that is used here. Needs root. */
public abstract class Engine implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration IMPORT_LIMIT = Duration.ofMinutes(10);

    private final Path directory;
    private final Users users;
    private final EngineTraces traces;

    Engine(String purpose, Users users) {
        this.directory = Directories.temporary(purpose);
        Directories.letPass(directory); // users of a container's own have to get to its root file system
        this.users = users;
        this.traces = new EngineTraces(directory.resolve("traces"));
        Leftovers.add(this);
    }

    /** {@code docker} or {@code podman}: also the name of the program whose {@code run} options it takes. */
    public abstract String name();

    /** The state directories of its low-level runtime that a monitor does not know by itself. */
    public abstract List<Path> runtimeStates();

    /** The options of {@code run} that have a monitor see this label, {@code NAME=VALUE}: of podman's only annotations reach the runtime. */
    public abstract List<String> labelled(String label);

    /** What comes before the verb. */
    abstract List<String> client(boolean witnessed);

    /** What {@code create} needs beside what the caller wants. */
    abstract List<String> createOptions(boolean witnessed);

    abstract Map<String, String> environment();

    abstract void stop();

    public final Users users() {
        return users;
    }

    /** All that it keeps is below this directory. */
    public final Path directory() {
        return directory;
    }

    final EngineTraces traces() {
        return traces;
    }

    /**
     * Makes an image of one layer.
     *
     * @param tar   the root file system, with owners, modes and extended attributes
     * @param image name and tag
     */
    public final void importImage(Path tar, String image) {
        Shell.run(command(false, List.of("import", tar.toString(), image)), environment(), IMPORT_LIMIT).orThrow();
    }

    /** Makes an image of a root file system, file capabilities included. */
    public final void importImage(Rootfs rootfs, String image) {
        Path tar = directory.resolve("image.tar");
        Shell.run("tar", "--create", "--file", tar.toString(), "--format=posix", "--xattrs", "--xattrs-include=security.capability", "--numeric-owner",
                "-C", rootfs.path().toString(), ".").orThrow();
        importImage(tar, image);
        Directories.delete(tar);
    }

    /**
     * Sets a container up. Its entrypoint does not run yet.
     *
     * @param options of {@code run}, such as {@code --cap-drop ALL}
     * @param command and its arguments
     */
    public final EngineContainer create(String name, List<String> options, String image, List<String> command) {
        return create(name, false, options, image, command);
    }

    /** As {@link #create}; strace will watch it from its entrypoint's exec on. */
    public final EngineContainer createWitnessed(String name, List<String> options, String image, List<String> command) {
        return create(name, true, options, image, command);
    }

    private EngineContainer create(String name, boolean witnessed, List<String> options, String image, List<String> command) {
        List<String> arguments = new ArrayList<>(List.of("create", "--name", name));
        arguments.addAll(createOptions(witnessed));
        arguments.addAll(options);
        arguments.add(image);
        arguments.addAll(command);
        String id = Shell.run(command(witnessed, arguments), environment(), LIMIT).orThrow().out().strip();
        return new EngineContainer(this, id, witnessed);
    }

    /** Calls the engine's command line. */
    public final Shell.Result call(String... arguments) {
        return call(false, arguments);
    }

    final Shell.Result call(boolean witnessed, String... arguments) {
        return Shell.run(command(witnessed, List.of(arguments)), environment(), LIMIT);
    }

    private List<String> command(boolean witnessed, List<String> arguments) {
        List<String> command = new ArrayList<>(client(witnessed));
        command.addAll(arguments);
        return command;
    }

    /** Removes its containers, ends it, and deletes all that it keeps. */
    @Override
    public final void close() {
        if (Files.exists(directory)) {
            stop();
            Mounts.detachBelow(directory);
            Directories.delete(directory);
        }
        Leftovers.remove(this);
    }

    final void removeContainers() {
        call("ps", "--all", "--quiet", "--no-trunc").out().lines().forEach(id -> new EngineContainer(this, id, false).close());
    }

    @Override
    public String toString() {
        return name() + (users == Users.MAPPED ? " with users of its own" : "");
    }
}
