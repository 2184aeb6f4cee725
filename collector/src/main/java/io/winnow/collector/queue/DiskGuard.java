// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the queue from the end of the disk: a write to a mapped file that finds no space is a fault that ends the JVM. Asked before
 * every append, which costs one statvfs.
 */
final class DiskGuard {

    private static final Logger LOG = LoggerFactory.getLogger(DiskGuard.class);

    /** Free space as unprivileged processes see it. */
    interface Space {
        long usableBytes() throws IOException;
    }

    private final Path directory;
    private final Space space;
    private final long reserveBytes;
    private boolean closed;

    DiskGuard(Path directory, Space space, long reserveBytes) {
        this.directory = directory;
        this.space = space;
        this.reserveBytes = reserveBytes;
    }

    /**
     * The guard of a directory's file system.
     *
     * @throws QueueException where the file system cannot hold the reserve and a block of the queue at all
     */
    static DiskGuard of(Path directory, long reserveBytes) {
        try {
            var store = Files.getFileStore(directory);
            if (store.getTotalSpace() - reserveBytes < StoreSettings.BLOCK_BYTES) {
                throw new QueueException("queue directory " + directory + ": a reserve of " + reserveBytes
                        + " bytes leaves no room on a file system of " + store.getTotalSpace()
                        + " bytes: configure a smaller reserve, or another directory");
            }
            return new DiskGuard(directory, store::getUsableSpace, reserveBytes);
        } catch (IOException e) {
            throw QueueDirectory.unwritable(directory, e);
        }
    }

    /** Whether a document of that many bytes leaves the reserve untouched. */
    boolean admits(long bytes) {
        long free = free();
        boolean enough = free - bytes >= reserveBytes;
        if (enough == closed) {
            closed = !enough;
            if (closed) {
                LOG.warn("queue directory {}: {} bytes free, reserve {}: nothing is appended until there is space", directory, free, reserveBytes);
            } else {
                LOG.info("queue directory {}: {} bytes free: appending again", directory, free);
            }
        }
        return enough;
    }

    private long free() {
        try {
            return space.usableBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("queue directory " + directory + ": free space cannot be read", e);
        }
    }
}
