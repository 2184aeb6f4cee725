// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import io.winnow.collector.queue.chronicle.Roll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes roll files: those that every named reader has done with, when they are old enough or the disk is full; and past the
 * cap on bytes the oldest, read or not. The newest file always stays.
 */
final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final QueueDirectory directory;
    private final Roll roll;
    private final Duration keep;
    private final long maxBytes;
    private final Clock clock;
    private long unreadFiles;

    Retention(QueueDirectory directory, Roll roll, Duration keep, long maxBytes, Clock clock) {
        this.directory = directory;
        this.roll = roll;
        this.keep = keep;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /**
     * One pass.
     *
     * @param readers index up to which each named reader has done; nothing counts as read if there is none
     * @param full there is no space: what is read goes, whatever its age
     * @return files deleted
     */
    int apply(Collection<Long> readers, boolean full) {
        List<Path> files = directory.rollFiles();
        Optional<String> floor = readers.stream().min(Long::compare).map(roll::fileName);
        long bytes = files.stream().mapToLong(Retention::size).sum();
        Instant oldest = clock.instant().minus(keep);
        int deleted = 0;
        for (Path file : files.subList(0, Math.max(0, files.size() - 1))) {
            boolean read = floor.isPresent() && file.getFileName().toString().compareTo(floor.get()) < 0;
            boolean over = bytes > maxBytes;
            if (!over && !(read && (full || modified(file).isBefore(oldest)))) {
                break; // younger ones stay too
            }
            bytes -= size(file);
            delete(file, read);
            deleted++;
        }
        return deleted;
    }

    private void delete(Path file, boolean read) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw QueueDirectory.unwritable(directory.path(), e);
        }
        if (!read) {
            unreadFiles++;
            LOG.warn("queue file {} deleted before every reader had seen it: the queue has reached {} bytes", file, maxBytes);
        }
    }

    /** Files deleted before every reader had seen them. */
    long unreadFiles() {
        return unreadFiles;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // shrunk or gone meanwhile: counted next time
        }
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            return Instant.MAX;
        }
    }
}
