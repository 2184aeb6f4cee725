// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.collector.queue.chronicle.Roll;
import io.winnow.collector.record.DocumentType;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory that holds another queue than it did before. */
class QueueIdTest {

    @TempDir
    Path home;

    private Path directory;

    @BeforeEach
    void place() {
        directory = home.resolve("events");
    }

    private EventsQueue open(Roll roll) {
        return EventsQueue.open(QueueConfig.of(directory).withRoll(roll), () -> 0);
    }

    private void fill(Roll roll, int documents) {
        try (EventsQueue queue = open(roll)) {
            for (int i = 0; i < documents; i++) {
                queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(8));
            }
        }
    }

    private void remove() throws Exception {
        Files.move(directory, home.resolve("removed"));
    }

    private static void readTo(QueueReader reader, long sequence) {
        while (reader.next()) {
            assertThat(reader.header().sequence()).isLessThanOrEqualTo(sequence);
        }
        assertThat(reader.header().sequence()).isEqualTo(sequence);
    }

    @Test
    void anIdStaysOverRestartsAndIsNoOtherQueues() throws Exception {
        fill(Roll.DAILY, 1);
        String id = id();
        fill(Roll.DAILY, 1);
        assertThat(id()).isEqualTo(id).isNotEmpty();
        remove();
        fill(Roll.DAILY, 1);
        assertThat(id()).isNotEqualTo(id);
    }

    private String id() {
        try (QueueReader reader = QueueReader.open(directory)) {
            return reader.id();
        }
    }

    @Test
    void aReaderThatComesBackToAnotherQueueReadsAllOfIt() throws Exception {
        fill(Roll.DAILY, 50);
        String queue;
        long index;
        try (QueueReader reader = QueueReader.open(directory)) {
            readTo(reader, 50);
            queue = reader.id();
            index = reader.index();
        }
        remove();
        for (int documents : new int[] {20, 60}) { // up to 20, and then with one that has the same index and number
            fill(Roll.DAILY, documents);
            try (QueueReader reader = QueueReader.open(directory)) {
                reader.resumeAfter(queue, index, 50);
                assertThat(reader.next()).isTrue();
                assertThat(reader.header().sequence()).isEqualTo(1);
            }
        }
    }

    @Test
    void aReaderThatIsThereReadsTheOtherQueueAsSoonAsItIsMade() throws Exception {
        fill(Roll.DAILY, 50);
        try (QueueReader reader = QueueReader.open(directory)) {
            readTo(reader, 50);
            String before = reader.id();
            remove();
            assertThat(reader.next()).isFalse();
            try (EventsQueue queue = open(Roll.MINUTELY)) {
                queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(8));
                await().until(reader::next);
                assertThat(reader.header().sequence()).isEqualTo(1);
                assertThat(reader.id()).isNotEqualTo(before);
                queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(8));
                readTo(reader, 2);
            }
        }
    }

    @Test
    void aQueueThatLostItsNoteIsReadAgain() throws Exception {
        fill(Roll.DAILY, 5);
        String before = id();
        Files.delete(directory.resolve(QueueDirectory.STATE_FILE));
        fill(Roll.DAILY, 1);
        try (QueueReader reader = QueueReader.open(directory)) {
            reader.resumeAfter(before, 0, 5);
            assertThat(reader.next()).isTrue();
            assertThat(reader.header().sequence()).isEqualTo(1);
        }
    }
}
