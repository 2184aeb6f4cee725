// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Brings a roll file that is not damaged into a state that Chronicle continues from, wherever its writer was stopped. */
public final class RollFileRepair {

    private static final int STEP_BYTES = 64 << 10;

    private RollFileRepair() {}

    public static void repair(RollFile file) throws IOException {
        clearTail(file.path(), file.end());
        if (file.unplaced()) {
            place(file);
        }
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
