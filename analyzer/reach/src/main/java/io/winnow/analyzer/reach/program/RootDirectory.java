// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** A file system as a container sees it. Its symbolic links are untrusted: they are followed within it, as the kernel does for processes in it. */
public final class RootDirectory {

    private static final int MAX_LINKS = 40;
    private static final int MAX_NAMES = 1_000;

    private final Path root;

    /** @param root {@code /}, or a directory such as {@code /proc/PID/root} */
    public RootDirectory(Path root) {
        this.root = root;
    }

    /** The file, with no link in it, that a path within means; empty if there is none, or if no path can be so: it is untrusted. */
    public Optional<Path> resolve(String path) {
        try {
            return reached(path);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private Optional<Path> reached(String path) {
        Deque<String> names = new ArrayDeque<>();
        push(names, path);
        Path reached = Path.of("/");
        int links = 0;
        for (int i = 0; !names.isEmpty(); i++) {
            if (i > MAX_NAMES) {
                return Optional.empty();
            }
            String name = names.pop();
            if (name.equals("..")) {
                reached = reached.getParent() == null ? reached : reached.getParent();
                continue;
            }
            Path next = reached.resolve(name);
            Path file = within(next);
            if (Files.isSymbolicLink(file)) {
                if (++links > MAX_LINKS) {
                    return Optional.empty();
                }
                try {
                    String target = Files.readSymbolicLink(file).toString();
                    reached = target.startsWith("/") ? Path.of("/") : reached;
                    push(names, target);
                } catch (IOException e) {
                    return Optional.empty();
                }
            } else if (!Files.exists(file)) {
                return Optional.empty();
            } else {
                reached = next;
            }
        }
        return Optional.of(reached);
    }

    /** Where a path within is for this process. */
    public Path within(Path path) {
        return root.resolve(Path.of("/").relativize(path));
    }

    private static void push(Deque<String> names, String path) {
        String[] parts = path.split("/");
        for (int i = parts.length - 1; i >= 0; i--) {
            if (!parts[i].isEmpty() && !parts[i].equals(".")) {
                names.push(parts[i]);
            }
        }
    }
}
