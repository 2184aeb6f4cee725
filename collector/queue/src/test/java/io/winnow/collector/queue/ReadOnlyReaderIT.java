// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.queue.chronicle.Roll;
import io.winnow.collector.record.DocumentType;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader that sees the directory through a read-only mount, while the writer works on. Needs root. */
class ReadOnlyReaderIT {

    @TempDir
    Path directory;

    @Test
    void readingNeedsNoRightToWrite() throws Exception {
        Path queue = directory.resolve("events");
        Path view = Files.createDirectory(directory.resolve("view"));
        try (EventsQueue writer = EventsQueue.open(QueueConfig.of(queue).withRoll(Roll.SECONDLY), () -> 0)) {
            writer.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(8));
            run("mount", "--bind", queue.toString(), view.toString());
            run("mount", "-o", "remount,bind,ro", view.toString());
            try (QueueReader reader = QueueReader.open(view)) {
                assertThat(Files.isWritable(view)).isFalse();
                assertThat(reader.next()).isTrue();
                long begin = System.nanoTime();
                long expected = 1;
                while (System.nanoTime() - begin < 2_500_000_000L) { // over two roll files
                    writer.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(8));
                    while (reader.next()) {
                        assertThat(reader.header().sequence()).isEqualTo(++expected);
                    }
                    Thread.onSpinWait();
                }
                assertThat(expected).isEqualTo(writer.sequence());
            } finally {
                run("umount", "--lazy", view.toString());
            }
        }
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
