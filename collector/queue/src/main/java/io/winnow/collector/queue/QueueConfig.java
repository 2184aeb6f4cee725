// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import io.winnow.collector.queue.chronicle.Roll;
import io.winnow.collector.queue.chronicle.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A queue's writer.
 *
 * @param directory where the queue is; made if it is missing
 * @param roll time span of one file
 * @param keep files younger than this stay, also when every reader has seen them
 * @param maxBytes most bytes of all files; past it the oldest go, unread ones last and counted
 * @param reserveBytes free space of the file system below which nothing is appended
 */
public record QueueConfig(Path directory, Roll roll, Duration keep, long maxBytes, long reserveBytes) {

    private static final Duration KEEP = Duration.ofHours(1);
    private static final long MAX_BYTES = 1L << 30;
    private static final long RESERVE_BYTES = 256L << 20;

    public QueueConfig {
        if (keep.isNegative()) {
            throw new IllegalArgumentException("keep=" + keep + ": must not be negative");
        }
        if (maxBytes < StoreSettings.BLOCK_BYTES) {
            throw new IllegalArgumentException("maxBytes=" + maxBytes + ": must be at least " + StoreSettings.BLOCK_BYTES);
        }
        if (reserveBytes < 0) {
            throw new IllegalArgumentException("reserveBytes=" + reserveBytes + ": must not be negative");
        }
    }

    /** With the bounds that {@code defaults.yaml} names, which a test of the command line holds. */
    public static QueueConfig of(Path directory) {
        return new QueueConfig(directory, Roll.FIVE_MINUTELY, KEEP, MAX_BYTES, RESERVE_BYTES);
    }

    /** Bytes past which a file is ended before its time, so that the oldest ones can go. */
    long maxFileBytes() {
        return maxBytes / 8;
    }

    public QueueConfig withRoll(Roll other) {
        return new QueueConfig(directory, other, keep, maxBytes, reserveBytes);
    }

    public QueueConfig withKeep(Duration other) {
        return new QueueConfig(directory, roll, other, maxBytes, reserveBytes);
    }

    public QueueConfig withMaxBytes(long other) {
        return new QueueConfig(directory, roll, keep, other, reserveBytes);
    }

    public QueueConfig withReserveBytes(long other) {
        return new QueueConfig(directory, roll, keep, maxBytes, other);
    }
}
