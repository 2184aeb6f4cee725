// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import io.winnow.collector.queue.chronicle.Roll;
import io.winnow.collector.record.DocumentType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** The main class of a child JVM that appends until it is killed, and notes in a file what has been appended. */
public final class EndlessWriter {

    private EndlessWriter() {}

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        Random random = new Random(Long.parseLong(args[2]));
        try (EventsQueue queue = EventsQueue.open(config(directory, Roll.valueOf(args[3])), () -> 0);
                FileChannel note = FileChannel.open(Path.of(args[1]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer appended = ByteBuffer.allocateDirect(Long.BYTES);
            System.out.println("ready");
            while (true) {
                int length = random.nextInt(20) == 0 ? 1 + random.nextInt(100_000) : 1 + random.nextInt(500);
                byte[] payload = payload(queue.sequence() + 1, length);
                if (!queue.append(DocumentType.SNAPSHOT, ByteBuffer.wrap(payload))) {
                    throw new IllegalStateException("refused");
                }
                note.write(appended.clear().putLong(queue.sequence()).flip(), 0);
            }
        }
    }

    /** Nothing goes because there is too much of it: what a reader then misses is no fault of a kill. */
    private static QueueConfig config(Path directory, Roll roll) {
        return QueueConfig.of(directory).withRoll(roll).withMaxBytes(1L << 40);
    }

    /** Content that says whether it is whole. */
    static byte[] payload(long sequence, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (sequence * 31 + i);
        }
        return bytes;
    }
}
