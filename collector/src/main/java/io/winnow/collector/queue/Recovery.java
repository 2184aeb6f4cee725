// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the roll files of a locked directory into a state that Chronicle can continue from, whatever ended the last process: damaged
 * files are moved aside, what a half-written document left at the end is cleared, a first document whose place was not marked is marked, and
 * Chronicle's own table, which it makes anew from the directory, is removed together with the locks of the dead that it may hold.
 */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int STEP_BYTES = 64 << 10;

    private final QueueDirectory directory;
    private final Roll roll;

    Recovery(QueueDirectory directory, Roll roll) {
        this.directory = directory;
        this.roll = roll;
    }

    /**
     * Looks at all files and changes nothing.
     *
     * @param mostSequence sequence numbers beyond this one cannot be
     * @return the files, oldest first
     */
    List<RollFile> look(long mostSequence) {
        return directory.rollFiles().stream().map(path -> RollFileCheck.check(path, roll.cycle(), mostSequence)).toList();
    }

    /**
     * Mends what was found.
     *
     * @return how many files were moved aside
     */
    int mend(List<RollFile> files) throws IOException {
        int quarantined = 0;
        for (RollFile file : files) {
            if (file.damaged()) {
                LOG.warn("queue file {} is damaged {}: moved to {}/", file.path(), file.damage(), QueueDirectory.QUARANTINE);
                directory.quarantine(file.path());
                quarantined++;
            } else if (file.blank()) {
                Files.delete(file.path());
            } else {
                clearTail(file.path(), file.end());
                if (file.unplaced()) {
                    place(file);
                }
            }
        }
        Files.deleteIfExists(directory.path().resolve(StoreSettings.METADATA_FILE));
        return quarantined;
    }

    /**
     * Moves the newest file aside: Chronicle cannot open the directory, for a reason that the check does not know.
     *
     * @return false where no file is left to be the reason
     */
    boolean quarantineNewest(Throwable reason) throws IOException {
        List<Path> files = directory.rollFiles();
        if (files.isEmpty()) {
            return false;
        }
        Path newest = files.get(files.size() - 1);
        LOG.warn("queue file {} cannot be opened: moved to {}/", newest, QueueDirectory.QUARANTINE, reason);
        directory.quarantine(newest);
        Files.deleteIfExists(directory.path().resolve(StoreSettings.METADATA_FILE));
        return true;
    }

    /** Chronicle takes a file for an empty one whose write position is 0, and would number its next document as the first. */
    private static void place(RollFile file) throws IOException {
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
            ByteBuffer position = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(file.lastDocument()).flip();
            channel.write(position, file.header().writePositionAt());
        }
    }

    /** Zeroes what stands behind the last document, in place: a reader may have the file mapped, so it must not become shorter. */
    private static void clearTail(Path path, long end) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer step = ByteBuffer.allocate(STEP_BYTES);
            ByteBuffer zeros = ByteBuffer.allocate(STEP_BYTES);
            for (long at = end; at < channel.size(); at += STEP_BYTES) {
                int read = channel.read(step.clear(), at);
                step.flip();
                if (at == end && RollFileCheck.isEndOfFile(step)) {
                    return;
                }
                if (step.mismatch(zeros.clear().limit(Math.max(read, 0))) >= 0) {
                    channel.write(zeros.rewind(), at);
                }
            }
        }
    }
}
