// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Replaces files so that a reader sees the old content or the new one, whole: it is written beside the file, and renamed. For directories
 * that no other user writes to.
 */
public final class FileReplacement {

    private static final String UNFINISHED = ".unfinished";

    private FileReplacement() {}

    /** What is written piece by piece, because an array of it would be large. It leaves the stream open. */
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Survives the end of this process. @throws IOException if it cannot be written; the old content is then still there */
    public static void replace(Path file, byte[] content) throws IOException {
        replace(file, out -> out.write(content), false);
    }

    /** Survives a power failure, too: so does the rename once the directory is synced. @throws IOException as the other one */
    public static void replaceDurably(Path file, byte[] content) throws IOException {
        replaceDurably(file, out -> out.write(content));
    }

    /** Survives a power failure, too: so does the rename once the directory is synced. @throws IOException as the other one */
    public static void replaceDurably(Path file, Content content) throws IOException {
        replace(file, content, true);
    }

    /**
     * For a directory that holds other things, too, as a user's: a file that holds this already is left alone, and nothing is written through a symbolic link.
     *
     * @return whether it is another than before
     * @throws IOException as the others
     */
    public static boolean replaceIfOther(Path file, byte[] content) throws IOException {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == content.length && Arrays.equals(Files.readAllBytes(file), content)) {
            return false;
        }
        Path beside = file.resolveSibling("." + file.getFileName() + UNFINISHED);
        Files.deleteIfExists(beside);
        Files.write(beside, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    private static void replace(Path file, Content content, boolean durably) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + UNFINISHED);
        try (FileChannel channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            content.writeTo(Channels.newOutputStream(channel));
            if (durably) {
                channel.force(true);
            }
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes renames in a directory survive a power failure. */
    public static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Removes what a crash left half written. */
    public static void removeUnfinished(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + UNFINISHED)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }
}
