// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The mounted unified hierarchy; on a hybrid host it stands beside the version 1 hierarchies. */
public final class CgroupFileSystem {

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Pattern UNIFIED_MOUNT = Pattern.compile("^\\S+ \\S+ \\S+ (\\S+) (\\S+) .* - cgroup2 ");
    private static final String UNIFIED_LINE = "0::";
    /** Of {@code /proc/PID/stat}, counted behind the name in parentheses, which may hold anything. */
    private static final int START_FIELD = 22 - 3;

    private final Path root;
    private final Path proc;

    /**
     * A hierarchy at a place of its own.
     *
     * @param root where it is mounted
     * @param proc the process file system
     */
    public CgroupFileSystem(Path root, Path proc) {
        this.root = root;
        this.proc = proc;
    }

    /**
     * The host's.
     *
     * @throws ContainerException where no unified hierarchy is mounted
     */
    public static CgroupFileSystem ofHost() {
        try {
            return new CgroupFileSystem(unifiedMount(Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1)), Path.of("/proc"));
        } catch (IOException e) {
            throw new ContainerException(MOUNTS + " cannot be read: mount proc", e);
        }
    }

    /** The mount of the whole hierarchy: others show a part of it. */
    static Path unifiedMount(List<String> mountinfo) {
        for (String line : mountinfo) {
            var matcher = UNIFIED_MOUNT.matcher(line);
            if (matcher.find() && (matcher.group(1).equals("/") || matcher.group(1).startsWith("/.."))) {
                return Path.of(matcher.group(2));
            }
        }
        throw new ContainerException(
                "no cgroup2 file system is mounted: mount -t cgroup2 none /sys/fs/cgroup (on a host with version 1: /sys/fs/cgroup/unified)", null);
    }

    public Path root() {
        return root;
    }

    /** Directory of a cgroup. */
    public Path directory(String path) {
        return root.resolve(path.substring(1));
    }

    /** The cgroup of a directory; empty where it is gone. Its id is the inode number. */
    public Optional<CgroupRef> at(Path directory) {
        try {
            long id = (Long) Files.getAttribute(directory, "unix:ino");
            return Optional.of(new CgroupRef(id, pathOf(directory)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private String pathOf(Path directory) {
        return directory.equals(root) ? "/" : "/" + root.relativize(directory);
    }

    public boolean exists(String path) {
        return Files.isDirectory(directory(path));
    }

    /** All cgroups, parents before children. */
    public List<CgroupRef> all() {
        List<CgroupRef> found = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    at(directory).ifPresent(found::add);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // it went away meanwhile
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new ContainerException("cgroups below " + root + " cannot be listed", e);
        }
        return found;
    }

    /**
     * Path of the cgroup that a process is in; empty where the process is gone.
     *
     * @param startTicks field 22 of its {@code stat}: another process with that pid does not count
     */
    public Optional<String> ofProcess(long pid, long startTicks) {
        Path process = proc.resolve(Long.toString(pid));
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ");
            if (Long.parseLong(afterName[START_FIELD]) != startTicks) {
                return Optional.empty();
            }
            return Files.readAllLines(process.resolve("cgroup"), StandardCharsets.UTF_8).stream()
                    .filter(line -> line.startsWith(UNIFIED_LINE))
                    .map(line -> line.substring(UNIFIED_LINE.length()))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
