// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.collector.container.ExpectedCgroups;
import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A cgroup for one command, below {@code /winnow} of the unified hierarchy. */
public final class CommandCgroup implements AutoCloseable {

    private static final String ENTER = "echo $$ > \"$1\" && shift && exec \"$@\"";
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int KILL_ROUNDS = 50;

    private final Path directory;

    private CommandCgroup(Path directory) {
        this.directory = directory;
    }

    /** A path that no other has. */
    public static String newPath() {
        return ExpectedCgroups.COMMANDS + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime());
    }

    /**
     * @param root where the unified hierarchy is mounted
     * @throws CommandException if it cannot be made
     */
    public static CommandCgroup make(Path root, String path) {
        Path directory = root.resolve(path.substring(1));
        try {
            Files.createDirectories(directory.getParent());
            Files.createDirectory(directory);
            return new CommandCgroup(directory);
        } catch (IOException e) {
            throw new CommandException(ExitCode.PROFILE_FAILED, "the cgroup " + directory + " cannot be made (" + IoReason.of(e)
                    + "): run as root, with the unified hierarchy mounted writable", e);
        }
    }

    /**
     * The command, in a shell that enters the cgroup first and then becomes it: nothing that it does is outside, and nothing else is
     * inside.
     */
    public List<String> entering(List<String> command) {
        List<String> whole = new ArrayList<>(List.of("/bin/sh", "-c", ENTER, "winnow", directory.resolve("cgroup.procs").toString()));
        whole.addAll(command);
        return whole;
    }

    /** Whether a process is left in it. */
    boolean populated() {
        try {
            return Files.readAllLines(directory.resolve("cgroup.events")).contains("populated 1");
        } catch (IOException e) {
            return false; // it is gone
        }
    }

    /** Ends what is left in it. */
    public void kill() {
        for (int round = 0; populated() && round < KILL_ROUNDS; round++) {
            try {
                for (String pid : Files.readAllLines(directory.resolve("cgroup.procs"))) {
                    ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
                }
            } catch (IOException e) {
                return; // it is gone
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Removes it. A process that has just ended may hold it for a moment. */
    @Override
    public void close() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Files.exists(directory)) {
            try {
                Files.delete(directory);
                removeParent();
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw new CommandException(ExitCode.PROFILE_FAILED, "the cgroup " + directory + " cannot be removed (" + IoReason.of(e)
                            + "): a process may still be in it; end it and remove the directory", e);
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** The last one closes the door. */
    private void removeParent() throws IOException {
        try {
            Files.deleteIfExists(directory.getParent());
        } catch (DirectoryNotEmptyException e) {
            return; // another profile is being taken
        } catch (FileSystemException e) {
            if (Files.exists(directory.getParent())) {
                return; // in use: the kernel says busy
            }
            throw e;
        }
    }
}
