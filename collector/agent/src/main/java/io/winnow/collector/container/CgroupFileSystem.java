// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The mounted unified hierarchy; on a hybrid host it stands beside the version 1 hierarchies. */
public final class CgroupFileSystem {

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Pattern UNIFIED_MOUNT = Pattern.compile("^\\S+ \\S+ \\S+ (\\S+) (\\S+) .* - cgroup2 ");
    private static final String UNIFIED_LINE = "0::";
    private static final int LEAF_LINKS = 2;
    /** Of {@code /proc/PID/stat}, counted behind the name in parentheses, which may hold anything. */
    private static final int START_FIELD = 22 - 3;

    private final Path root;
    private final Path proc;
    /** Root of our own cgroup namespace, as a path in the whole hierarchy; empty if that is its root. */
    private final String namespace;

    /**
     * A hierarchy at a place of its own.
     *
     * @param root where it is mounted
     * @param proc the process file system
     */
    public CgroupFileSystem(Path root, Path proc) {
        this(root, proc, "");
    }

    private CgroupFileSystem(Path root, Path proc, String namespace) {
        this.root = root;
        this.proc = proc;
        this.namespace = namespace;
    }

    /**
     * The host's.
     *
     * @throws ContainerException if no unified hierarchy is mounted
     */
    public static CgroupFileSystem ofHost() {
        try {
            return seenFrom(Path.of("/proc"), Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new ContainerException(MOUNTS + " cannot be read: mount proc", e);
        }
    }

    /** As a container sees it that has a cgroup namespace of its own, or as the host does. */
    static CgroupFileSystem seenFrom(Path proc, List<String> mountinfo) throws IOException {
        CgroupFileSystem whole = new CgroupFileSystem(unifiedMount(mountinfo), proc);
        Path self = proc.resolve("self").toRealPath();
        String inside = unifiedPath(self.resolve("cgroup")).filter(path -> !path.equals("/")).orElse("");
        String own = whole.all().stream().map(CgroupRef::path).filter(path -> whole.holds(path, self.getFileName().toString())).findFirst().orElse(inside);
        return own.equals("/") || !own.endsWith(inside) ? whole : new CgroupFileSystem(whole.root, proc, own.substring(0, own.length() - inside.length()));
    }

    private boolean holds(String cgroup, String pid) {
        try {
            return Files.readAllLines(root.resolve(cgroup.substring(1)).resolve("cgroup.procs")).contains(pid);
        } catch (IOException e) {
            return false; // gone, or a threaded cgroup
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

    /** The cgroup at a path; empty if there is none, or none that can be named. Its id is the inode number. */
    public Optional<CgroupRef> at(String path) {
        return directory(path).flatMap(this::look).map(Look::cgroup);
    }

    /** Whether it is still there, and no other under its path. */
    public boolean isAlive(CgroupRef cgroup) {
        return at(cgroup.path()).filter(cgroup::equals).isPresent();
    }

    /** The process file system. */
    public Path proc() {
        return proc;
    }

    /** Whether there are processes in it or below it. */
    public boolean isPopulated(CgroupRef cgroup) {
        return directory(cgroup.path()).filter(CgroupFileSystem::isPopulated).isPresent();
    }

    private static boolean isPopulated(Path directory) {
        try {
            return Files.readAllLines(directory.resolve("cgroup.events")).contains("populated 1");
        } catch (IOException e) {
            return false; // gone
        }
    }

    /** Whether only root, and our own uid, could make a cgroup at this path, now that it is there or lately. */
    boolean isDueToRoot(String path) {
        Optional<Path> directory = directory(path).map(Path::normalize).filter(it -> it.startsWith(root) && !it.equals(root)).map(Path::getParent);
        while (directory.filter(it -> !it.equals(root) && !Files.isDirectory(it)).isPresent()) {
            directory = directory.map(Path::getParent); // gone as well
        }
        return directory.filter(Trust::isDueTo).isPresent();
    }

    /** Directory of a cgroup; empty for a name that the JVM cannot give a file: which those are, the locale decides. */
    Optional<Path> directory(String path) {
        try {
            return Optional.of(root.resolve(path.substring(1)));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** All cgroups, parents before children. */
    public List<CgroupRef> all() {
        List<CgroupRef> found = new ArrayList<>();
        Deque<Path> left = new ArrayDeque<>(List.of(root));
        while (!left.isEmpty()) {
            look(left.remove()).ifPresent(look -> {
                found.add(look.cgroup());
                if (look.mayHaveChildren()) {
                    left.addAll(children(look.directory()));
                }
            });
        }
        return found;
    }

    private static List<Path> children(Path directory) {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(directory, path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))) {
            entries.forEach(children::add);
        } catch (IOException | DirectoryIteratorException e) {
            return children; // it went away meanwhile
        }
        return children;
    }

    private record Look(Path directory, CgroupRef cgroup, boolean mayHaveChildren) {}

    /** One stat. A cgroup's directory has a link for each child beside its own two, so that leaves, which are most, need not be listed. */
    private Optional<Look> look(Path directory) {
        try {
            Map<String, Object> attributes = Files.readAttributes(directory, "unix:ino,nlink", LinkOption.NOFOLLOW_LINKS);
            CgroupRef cgroup = new CgroupRef((Long) attributes.get("ino"), pathOf(directory));
            return Optional.of(new Look(directory, cgroup, (Integer) attributes.get("nlink") != LEAF_LINKS));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private String pathOf(Path directory) {
        return directory.equals(root) ? "/" : "/" + root.relativize(directory);
    }

    /**
     * Path of the cgroup that a process is in; empty if the process is gone.
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
            return unifiedPath(process.resolve("cgroup")).map(this::fromRoot);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> unifiedPath(Path file) throws IOException {
        return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith(UNIFIED_LINE))
                .map(line -> line.substring(UNIFIED_LINE.length()))
                .findFirst();
    }

    /** The kernel names a cgroup as it is seen from the reader's namespace: {@code /../other}. */
    private String fromRoot(String path) {
        return namespace.isEmpty() ? path : Path.of(namespace + path).normalize().toString();
    }
}
