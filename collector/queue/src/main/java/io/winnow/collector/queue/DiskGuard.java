// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import io.winnow.collector.queue.chronicle.StoreSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the queue from the end of the disk: a write to a mapped file that finds no space is a fault that ends the JVM. Asked before
 * every append, which costs one statvfs.
 */
final class DiskGuard {

    private static final Logger LOG = LoggerFactory.getLogger(DiskGuard.class);

    /** What may come with a document: a new file with its header, an index, the queue's note. */
    private static final long MARGIN_BYTES = StoreSettings.BLOCK_BYTES / 16;
    /** More than opening a queue takes, and less than documents leave free if there is no reserve. */
    private static final int OPENING_BYTES = (int) (MARGIN_BYTES / 2);

    /** Free space as unprivileged processes see it. */
    interface Space {
        long usableBytes() throws IOException;
    }

    private final Path directory;
    private final Space space;
    private final long reserveBytes;
    /** Bytes of the largest document that was refused, for as long as there is no space for it. */
    private long refused;

    DiskGuard(Path directory, Space space, long reserveBytes) {
        this.directory = directory;
        this.space = space;
        this.reserveBytes = reserveBytes;
    }

    /**
     * The guard of a directory's file system.
     *
     * @throws QueueException if the file system cannot hold the reserve and a block of the queue at all
     */
    static DiskGuard of(Path directory, long reserveBytes) {
        try {
            var store = Files.getFileStore(directory);
            if (store.getTotalSpace() - reserveBytes < StoreSettings.BLOCK_BYTES) {
                throw new QueueException("queue directory " + directory + ": a reserve of " + reserveBytes
                        + " bytes leaves no space on a file system of " + store.getTotalSpace()
                        + " bytes: configure a smaller reserve, or another directory");
            }
            return new DiskGuard(directory, store::getUsableSpace, reserveBytes);
        } catch (IOException e) {
            throw QueueDirectory.unwritable(directory, e);
        }
    }

    /**
     * Takes the space that opening a queue needs, and gives it back. No figure says whether it is there: there are quotas, and blocks for root alone.
     *
     * @throws QueueException if the space is not there
     */
    void requireSpaceToOpen() {
        try (FileChannel channel = FileChannel.open(directory.resolve("space"),
                StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            ByteBuffer block = ByteBuffer.allocate(OPENING_BYTES);
            while (block.hasRemaining()) {
                channel.write(block);
            }
        } catch (IOException e) {
            throw QueueDirectory.unwritable(directory, e);
        }
    }

    /** Whether a document of that many bytes leaves the reserve untouched. */
    boolean admits(long bytes) {
        long available = available();
        if (bytes <= available) {
            return true;
        }
        if (refused == 0) {
            LOG.warn("queue directory {}: no space for a document of {} bytes beside the reserve of {}: refused until there is space",
                    directory, bytes, reserveBytes);
        }
        refused = Math.max(refused, bytes);
        return false;
    }

    /** Whether there is no space for what was refused, or for anything. */
    boolean full() {
        long available = available();
        return available < refused || available < 0;
    }

    /** Bytes that a document may have now. */
    private long available() {
        long available = free() - reserveBytes - MARGIN_BYTES;
        if (refused > 0 && refused <= available) {
            LOG.info("queue directory {}: space again for a document of {} bytes", directory, refused);
            refused = 0;
        }
        return available;
    }

    private long free() {
        try {
            return space.usableBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("queue directory " + directory + ": free space cannot be read", e);
        }
    }
}
