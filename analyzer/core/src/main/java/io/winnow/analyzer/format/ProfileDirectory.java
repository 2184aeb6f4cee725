// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import io.winnow.collector.record.FileReplacement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A directory of profiles, with a folder for each namespace. A file is replaced whole, and only if it is another than before. Nothing is written, read or removed
 * through a symbolic link below the directory.
 */
public final class ProfileDirectory {

    private final Path directory;

    /** @param directory of this program's own, which no other user writes to */
    public ProfileDirectory(Path directory) {
        this.directory = directory;
    }

    /** For messages. */
    public Path file(ProfilePath path) {
        return path.below(directory);
    }

    /** Whether something else is there than a file of this directory: a link, be it to nowhere, in the place of the file or of its folder, or a folder. */
    public boolean isBlocked(ProfilePath path) {
        boolean noFolder = !isOwn(path) && Files.exists(file(path).getParent(), LinkOption.NOFOLLOW_LINKS);
        return noFolder || Files.exists(file(path), LinkOption.NOFOLLOW_LINKS) && !has(path);
    }

    /** What the file holds. */
    public byte[] read(ProfilePath path) throws IOException {
        return Files.readAllBytes(file(path));
    }

    /** Whether there is such a file, in a folder of this directory. */
    public boolean has(ProfilePath path) {
        return isOwn(path) && Files.isRegularFile(file(path), LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether the folder is one, and no link to another. */
    private boolean isOwn(ProfilePath path) {
        return path.directory().isEmpty() ? Files.isDirectory(directory) : Files.isDirectory(directory.resolve(path.directory()), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Has a file hold this.
     *
     * @return whether it is another than before
     */
    public boolean replace(ProfilePath path, byte[] content) throws IOException {
        Path file = file(path);
        Files.createDirectories(directory);
        if (!isOwn(path)) {
            Files.createDirectory(file.getParent()); // fails if something else is there
        }
        return FileReplacement.replaceIfOther(file, content);
    }

    /**
     * Removes a file, if there is one, and its folder if nothing else is in it.
     *
     * @return whether there was
     */
    public boolean remove(ProfilePath path) throws IOException {
        if (!has(path)) {
            return false;
        }
        Files.delete(file(path));
        if (!path.directory().isEmpty() && isEmpty(file(path).getParent())) {
            Files.delete(file(path).getParent());
        }
        return true;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> left = Files.list(folder)) {
            return left.findAny().isEmpty();
        }
    }
}
