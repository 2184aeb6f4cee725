// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A cgroup of the unified hierarchy. Closing it ends what runs in it and removes it with its descendants. */
public final class Cgroup implements AutoCloseable {
    private static final Path PURE = Path.of("/sys/fs/cgroup");
    private static final Path HYBRID = Path.of("/sys/fs/cgroup/unified");

    private final Path path;

    private Cgroup(Path path) {
        this.path = path;
    }

    /**
     * Where the unified hierarchy is mounted.
     *
     * @throws IllegalStateException on a host without one
     */
    public static Path unified() {
        return Stream.of(PURE, HYBRID)
                .filter(mount -> Files.exists(mount.resolve("cgroup.procs")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no cgroup2 mount at " + PURE + " or " + HYBRID
                        + ": mount -t cgroup2 none " + HYBRID));
    }

    /** True if version 1 controllers are mounted beside the unified hierarchy. */
    public static boolean hybrid() {
        return unified().equals(HYBRID);
    }

    /** Makes a cgroup below the root of the unified hierarchy; name may have several parts. */
    public static Cgroup create(String name) {
        Path path = unified().resolve(name);
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make cgroup " + path + " (root is needed)", e);
        }
        return new Cgroup(path);
    }

    /** The cgroup of the unified hierarchy in which a process is. @throws IllegalStateException if it is gone */
    public static Cgroup of(long pid) {
        return Text.read(Path.of("/proc/" + pid + "/cgroup")).lines()
                .filter(line -> line.startsWith("0::/"))
                .map(line -> new Cgroup(unified().resolve(line.substring("0::/".length()))))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("process is in no unified cgroup: pid=" + pid));
    }

    /** Its directory in the file system. */
    public Path path() {
        return path;
    }

    /** The processes in it, not those of its descendants. */
    public List<Long> processes() {
        try {
            return Files.readAllLines(path.resolve("cgroup.procs")).stream().map(Long::valueOf).toList();
        } catch (NoSuchFileException gone) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    /** Moves a process into it. */
    public void enter(long pid) {
        try {
            Files.writeString(path.resolve("cgroup.procs"), Long.toString(pid));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot move pid=" + pid + " to " + path, e);
        }
    }

    @Override
    public void close() {
        for (Path directory : deepestFirst()) {
            Cgroup cgroup = new Cgroup(directory);
            Waiting.until("end of the processes in " + directory, Duration.ofSeconds(10), cgroup::emptied);
            cgroup.remove();
        }
    }

    private List<Path> deepestFirst() {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(path)) {
            return tree.filter(Files::isDirectory).sorted(Comparator.comparingInt(Path::getNameCount).reversed()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + path, e);
        }
    }

    private boolean emptied() {
        List<Long> processes = processes();
        processes.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        return processes.isEmpty();
    }

    private void remove() {
        /* the kernel releases the last task a moment after the task left cgroup.procs */
        Waiting.until("removal of " + path, Duration.ofSeconds(10), () -> {
            try {
                return Files.deleteIfExists(path) || !Files.exists(path);
            } catch (IOException busy) {
                return false;
            }
        });
    }
}
