// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.reach;

import io.winnow.analyzer.reach.program.RootDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The files that were executed by a relative path. The kernel does not say of which directory: a web server changes to that of a page's program, and the process has ended
 * since. So each file counts that such a path can mean, in the directories where the processes work or that their arguments name, and below these.
 */
final class RelativePrograms {

    /** Of what is below a directory. */
    private static final int MAX_DEPTH = 4;
    private static final int MAX_LOOKED_AT = 4_000;
    private static final int MAX_DIRECTORIES = 16;
    private static final int MAX_FOUND = 32;
    /** What the kernel shows, and what is too much to look through. */
    private static final List<Path> LEFT_OUT = List.of(Path.of("/proc"), Path.of("/sys"), Path.of("/dev"));

    private RelativePrograms() {}

    /** The paths within the root that relative ones can mean. */
    static SortedSet<String> of(RootDirectory root, Collection<String> executed, ProcessNames names) {
        List<Path> relative = executed.stream().filter(path -> !path.startsWith("/")).flatMap(path -> path(path).stream()).toList();
        SortedSet<String> found = new TreeSet<>();
        if (relative.isEmpty()) {
            return found;
        }
        SortedSet<Path> directories = new TreeSet<>();
        Stream.concat(names.directories().stream(), names.arguments().stream()).distinct().flatMap(each -> existing(root, each, Files::isDirectory).stream())
                .limit(MAX_DIRECTORIES).forEach(directories::add);
        for (Path directory : directories) {
            relative.forEach(path -> existing(root, directory.resolve(path).toString(), Files::isRegularFile).ifPresent(file -> found.add(file.toString())));
            if (LEFT_OUT.stream().noneMatch(directory::startsWith) && directory.getNameCount() > 0) {
                below(root, directory, relative, found);
            }
        }
        return found;
    }

    private static void below(RootDirectory root, Path directory, List<Path> relative, SortedSet<String> found) {
        Path start = root.within(directory);
        try (Stream<Path> files = Files.walk(start, MAX_DEPTH)) {
            files.limit(MAX_LOOKED_AT).filter(file -> relative.stream().anyMatch(file::endsWith)).limit(MAX_FOUND)
                    .forEach(file -> found.add(directory.resolve(start.relativize(file)).toString()));
        } catch (IOException | UncheckedIOException e) {
            // a part of it cannot be read: what was found until then counts
        }
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text).normalize()).filter(path -> !path.toString().isEmpty());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<Path> existing(RootDirectory root, String path, Predicate<Path> kind) {
        return root.resolve(path).filter(found -> kind.test(root.within(found)));
    }
}
