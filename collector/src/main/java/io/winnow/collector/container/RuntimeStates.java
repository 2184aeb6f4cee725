// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The containers that low-level runtimes know. A state file is read again only when it has changed. */
final class RuntimeStates {

    private static final int MOST_CONTAINERS = 1 << 16;

    private record Seen(Object version, Optional<RuntimeEntry> entry) {}

    /** With the cgroup that it is in now; the root where there is none. */
    private record Located(RuntimeEntry entry, String cgroupPath) {}

    private final HostPaths paths;
    private final CgroupFileSystem cgroups;
    private final RuntimeStateReader reader;
    private Map<Path, Seen> known = new HashMap<>();
    private List<Located> located;
    private long looked;

    RuntimeStates(HostPaths paths, CgroupFileSystem cgroups) {
        this.paths = paths;
        this.cgroups = cgroups;
        this.reader = new RuntimeStateReader(paths);
    }

    /** The container with this id, as of {@code asked} or later. */
    Optional<RuntimeEntry> byId(String id, long asked) {
        return all(asked).stream().map(Located::entry).filter(entry -> entry.id().equals(id)).findFirst();
    }

    /** The container that a cgroup is, or is below, as of {@code asked} or later. */
    Optional<RuntimeEntry> byCgroup(CgroupRef cgroup, long asked) {
        return all(asked).stream()
                .filter(located -> !located.cgroupPath().equals("/") && cgroup.isWithin(located.cgroupPath()))
                .map(Located::entry)
                .findFirst();
    }

    /** One look at the directories serves all questions that were asked before it: there may be thousands. */
    private List<Located> all(long asked) {
        if (located == null || looked - asked < 0) {
            looked = System.nanoTime();
            located = look();
        }
        return located;
    }

    private List<Located> look() {
        Map<Path, Seen> now = new HashMap<>();
        List<Located> found = new ArrayList<>();
        for (Path root : expanded()) {
            for (Path directory : directories(root)) {
                RuntimeStateReader.stateFile(directory).flatMap(file -> read(file, now)).map(this::locate).ifPresent(found::add);
            }
        }
        known = now;
        return found;
    }

    private Located locate(RuntimeEntry entry) {
        return new Located(
                entry, entry.cgroupPath().or(() -> cgroups.ofProcess(entry.pid(), entry.startTicks())).orElse("/"));
    }

    private Optional<RuntimeEntry> read(Path file, Map<Path, Seen> now) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Object version = List.of(String.valueOf(attributes.fileKey()), attributes.lastModifiedTime(), attributes.size());
            Seen before = known.get(file);
            Seen current = before != null && before.version().equals(version) ? before : new Seen(version, reader.read(file));
            now.put(file, current);
            return current.entry();
        } catch (IOException e) {
            return Optional.empty(); // it went away meanwhile
        }
    }

    private List<Path> expanded() {
        List<Path> roots = new ArrayList<>();
        for (Path root : paths.stateRoots()) {
            if (root.endsWith("*")) {
                roots.addAll(directories(root.getParent()));
            } else {
                roots.add(root);
            }
        }
        return roots;
    }

    private static List<Path> directories(Path parent) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> children =
                Files.newDirectoryStream(parent, path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))) {
            for (Path child : children) {
                if (found.size() < MOST_CONTAINERS) {
                    found.add(child);
                }
            }
        } catch (IOException e) {
            return List.of(); // not there, or gone meanwhile
        }
        return found;
    }
}
