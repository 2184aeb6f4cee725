// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces files so that after a crash the old or the new content is there, whole: written beside, synced, renamed. The rename itself
 * lasts once the directory is synced.
 */
public final class DurableFiles {

    private static final String UNFINISHED = ".unfinished";

    private DurableFiles() {}

    /** What is written piece by piece, because an array of it would be large. It leaves the stream open. */
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** @throws IOException if it cannot be written; the old content is then still there */
    public static void replace(Path file, byte[] content) throws IOException {
        replace(file, out -> out.write(content));
    }

    /** @throws IOException as the other one */
    public static void replace(Path file, Content content) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + UNFINISHED);
        try (FileChannel channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            content.writeTo(Channels.newOutputStream(channel));
            channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Removes what a crash left half written. */
    static void removeUnfinished(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + UNFINISHED)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }
}
