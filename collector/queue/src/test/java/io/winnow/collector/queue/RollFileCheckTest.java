// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.collector.flyweight.DocumentHeader;
import io.winnow.collector.queue.chronicle.Roll;
import io.winnow.collector.queue.chronicle.RollFile;
import io.winnow.collector.record.DocumentType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of three documents, and what one of its words may come to say. */
class RollFileCheckTest {

    private static final int NOT_COMPLETE = 1 << 31;
    /** First word, header and payload. */
    private static final int DOCUMENT_BYTES = Integer.BYTES + DocumentHeader.BLOCK_LENGTH + 4;

    @TempDir
    Path directory;

    private QueueDirectory files;
    private Path file;

    private EventsQueue open() {
        return EventsQueue.open(QueueConfig.of(directory).withRoll(Roll.DAILY), () -> 0);
    }

    @BeforeEach
    void fill() {
        try (EventsQueue queue = open()) {
            for (int i = 0; i < 3; i++) {
                queue.append(DocumentType.SNAPSHOT, ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
            }
        }
        files = new QueueDirectory(directory);
        file = files.rollFiles().get(0);
    }

    private RollFile check() {
        return files.check(Roll.DAILY, Long.MAX_VALUE).get(0);
    }

    private int word(long at) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer word = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            channel.read(word, at);
            return word.getInt(0);
        }
    }

    private void write(long at, int word) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(word).flip(), at);
        }
    }

    private void clearFrom(long at) throws IOException {
        long size = Files.size(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(at);
            channel.write(ByteBuffer.allocate(1), size - 1);
        }
    }

    @Test
    void oneFlippedBitOfTheFirstWordIsDamageThatIsQuarantinedAndCounted() throws Exception {
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            int whole = word(0);
            write(0, whole ^ 1 << bit);
            assertThat(check().damage()).as("bit %d", bit).isNotNull();
            assertThat(check().blank()).as("bit %d", bit).isFalse();
            write(0, whole);
        }
        write(0, word(0) | NOT_COMPLETE);
        try (EventsQueue queue = open()) {
            assertThat(queue.losses().quarantinedFiles()).isEqualTo(1);
        }
        assertThat(directory.resolve(QueueDirectory.QUARANTINE).resolve(file.getFileName())).exists();
    }

    @Test
    void aFileThatTheSystemDoesNotOpenIsNotDamagedAndStays() throws Exception {
        Files.delete(file);
        Files.createSymbolicLink(file, file.getFileName());
        assertThatThrownBy(this::open)
                .isInstanceOf(QueueException.class)
                .hasMessageContaining("queue file " + file + " cannot be opened: Too many levels of symbolic links");
        assertThat(file).isSymbolicLink();
        assertThat(directory.resolve(QueueDirectory.QUARANTINE)).doesNotExist();
    }

    @Test
    void aFirstWordWithoutAHeaderBeforeDocumentsIsDamage() throws Exception {
        write(0, 0);
        assertThat(check().damage()).startsWith("at byte 0: ");
    }

    @Test
    void aFileWhoseHeaderWasNotFinishedIsBlank() throws Exception {
        clearFrom(check().end() - 3 * DOCUMENT_BYTES);
        int end = Integer.BYTES + (word(0) & ~(3 << 30));
        write(0, NOT_COMPLETE);
        assertThat(check().blank()).as("header and index, and no length of the header").isTrue();
        clearFrom(end);
        assertThat(check().blank()).as("all of the header but its length").isTrue();
        clearFrom(end / 2);
        assertThat(check().blank()).as("half of it").isTrue();
        clearFrom(0);
        assertThat(check().blank()).as("nothing").isTrue();
        open().close();
        assertThat(directory.resolve(QueueDirectory.QUARANTINE)).doesNotExist();
    }

    @Test
    void aFlippedBitDoesNotMakeTheLastDocumentOneThatWasNotFinished() throws Exception {
        long last = lastDocument();
        write(last, word(last) | NOT_COMPLETE);
        assertThat(check().damage()).startsWith("at byte " + last + ": ");
    }

    private long lastDocument() {
        return check().end() - DOCUMENT_BYTES;
    }
}
