// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.winnow.collector.queue.chronicle.Roll;
import io.winnow.collector.queue.chronicle.StoreSettings;
import io.winnow.collector.record.DocumentType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A queue on a file system of 64 MiB that fills up. Needs root. */
class DiskFullIT {

    private static final long RESERVE = 8L << 20;

    @TempDir
    Path directory;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=64m", "none", disk.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "--lazy", disk.toString());
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    @Test
    void theQueueStopsAtItsReserveAndGoesOnWhenThereIsSpace() throws Exception {
        byte[] payload = new byte[200_000];
        Path ballast = disk.resolve("ballast");
        List<Long> sequences = new ArrayList<>();
        try (RandomAccessFile other = new RandomAccessFile(ballast.toFile(), "rw")) {
            other.write(new byte[20 << 20]);
        }
        try (EventsQueue queue = EventsQueue.open(QueueConfig.of(disk.resolve("events")).withReserveBytes(RESERVE), () -> 0)) {
            int appended = 0;
            while (queue.append(DocumentType.SNAPSHOT, ByteBuffer.wrap(payload))) {
                appended++;
            }
            assertThat(appended).isBetween(20, 64 * 5);
            assertThat(disk.toFile().getUsableSpace()).isGreaterThanOrEqualTo(RESERVE);
            assertThat(queue.append(DocumentType.SNAPSHOT, ByteBuffer.wrap(payload))).isFalse();
            assertThat(queue.losses().refusedDocuments()).isEqualTo(2);
            assertThat(queue.losses().refusedBytes()).isEqualTo(2L * payload.length);

            Files.delete(ballast);
            assertThat(queue.append(DocumentType.SNAPSHOT, ByteBuffer.wrap(payload))).as("at once").isTrue();
            try (QueueReader reader = QueueReader.open(disk.resolve("events"))) {
                while (reader.next()) {
                    sequences.add(reader.header().sequence());
                }
            }
            assertThat(sequences).hasSize(appended + 1).last().isEqualTo((long) appended + 1);
        }
    }

    @Test
    void aQueueOpensOnADiskThatIsFull() throws Exception {
        try (EventsQueue queue = EventsQueue.open(QueueConfig.of(disk.resolve("events")).withReserveBytes(RESERVE), () -> 0)) {
            while (queue.append(DocumentType.SNAPSHOT, ByteBuffer.wrap(new byte[200_000]))) {
                assertThat(queue.sequence()).isPositive();
            }
        }
        try (EventsQueue queue = EventsQueue.open(QueueConfig.of(disk.resolve("events")).withReserveBytes(RESERVE), () -> 0)) {
            assertThat(queue.sequence()).isPositive();
            assertThat(queue.append(DocumentType.SNAPSHOT, ByteBuffer.wrap(new byte[200_000]))).isFalse();
        }
    }

    @Test
    void whatAReaderHasDoneWithIsNotedWhenThereIsSpaceAgain() throws Exception {
        Path ballast = disk.resolve("ballast");
        Path state = disk.resolve("events/queue.json");
        try (EventsQueue queue = EventsQueue.open(QueueConfig.of(disk.resolve("events")).withReserveBytes(RESERVE), () -> 0)) {
            assertThat(queue.append(DocumentType.SNAPSHOT, ByteBuffer.wrap(new byte[200_000]))).isTrue();
            queue.acknowledge("analyzer", 4711);
            try (RandomAccessFile other = new RandomAccessFile(ballast.toFile(), "rw")) {
                assertThatThrownBy(() -> other.write(new byte[64 << 20])).hasMessageContaining("No space left");
            }
            queue.retain();
            assertThat(state).content().doesNotContain("4711");
            Files.delete(ballast);
            queue.retain();
            assertThat(state).content().contains("4711");
        }
    }

    @Test
    void aQueueClosesOnADiskWithoutAnySpace() throws Exception {
        QueueConfig config = QueueConfig.of(disk.resolve("events")).withReserveBytes(RESERVE);
        Path ballast = disk.resolve("ballast");
        try (EventsQueue queue = EventsQueue.open(config, () -> 0)) {
            assertThat(queue.append(DocumentType.SNAPSHOT, ByteBuffer.wrap(new byte[200_000]))).isTrue();
            try (RandomAccessFile other = new RandomAccessFile(ballast.toFile(), "rw")) {
                assertThatThrownBy(() -> other.write(new byte[64 << 20])).hasMessageContaining("No space left");
            }
        }
        Files.delete(ballast);
        try (EventsQueue queue = EventsQueue.open(config, () -> 0)) {
            assertThat(queue.sequence()).isEqualTo(1);
        }
    }

    @Test
    void aStartOnADiskWithoutAnySpaceFailsAndLeavesEveryFile() throws Exception {
        Path events = disk.resolve("events");
        QueueConfig config = QueueConfig.of(events).withReserveBytes(RESERVE).withRoll(Roll.SECONDLY);
        long documents;
        try (EventsQueue queue = EventsQueue.open(config, () -> 0)) {
            awaitFiles(3, events, queue);
            documents = queue.sequence();
        }
        Files.delete(events.resolve(StoreSettings.METADATA_FILE)); // as after a start that was killed: its space cannot be used again
        Path ballast = disk.resolve("ballast");
        fill(ballast);
        Map<String, Long> before = contents(events);
        for (int start = 0; start < 3; start++) {
            assertThatThrownBy(() -> EventsQueue.open(config, () -> 0))
                    .isInstanceOf(QueueException.class)
                    .hasMessageContaining("queue directory " + events + " cannot be written (No space left on device): make space on its disk");
            assertThat(contents(events)).isEqualTo(before);
        }

        Files.delete(ballast);
        try (EventsQueue queue = EventsQueue.open(config, () -> 0)) {
            assertThat(queue.sequence()).isEqualTo(documents);
            assertThat(queue.losses().quarantinedFiles()).isZero();
        }
        try (QueueReader reader = QueueReader.open(events)) {
            for (long sequence = 1; sequence <= documents; sequence++) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.header().sequence()).isEqualTo(sequence);
            }
        }
    }

    @Test
    void aQueueWithoutAReserveOpensOnTheDiskThatItFilled() throws Exception {
        QueueConfig config = QueueConfig.of(disk.resolve("events")).withReserveBytes(0);
        long documents;
        try (EventsQueue queue = EventsQueue.open(config, () -> 0)) {
            int length = 1 << 20;
            while (length > 0) {
                length = queue.append(DocumentType.SNAPSHOT, ByteBuffer.wrap(new byte[length])) ? length : length / 2;
            }
            documents = queue.sequence();
        }
        try (EventsQueue queue = EventsQueue.open(config, () -> 0)) {
            assertThat(queue.sequence()).isEqualTo(documents);
        }
    }

    @Test
    void ifOnlyLargeDocumentsFindNoSpaceFilesThatAreReadAreDeletedForThem() throws Exception {
        Path events = disk.resolve("events");
        QueueConfig config = QueueConfig.of(events).withReserveBytes(RESERVE).withRoll(Roll.SECONDLY);
        byte[] large = new byte[3 << 20];
        try (EventsQueue queue = EventsQueue.open(config, () -> 0)) {
            assertThat(queue.append(DocumentType.SNAPSHOT, ByteBuffer.wrap(large))).isTrue();
            awaitFiles(2, events, queue);
            queue.acknowledge("analyzer", lastIndex(events));
            assertThat(queue.retain()).as("there is space, and all are young").isZero();
            try (RandomAccessFile other = new RandomAccessFile(disk.resolve("ballast").toFile(), "rw")) {
                other.write(new byte[(int) (disk.toFile().getUsableSpace() - RESERVE) - (2 << 20)]);
            }
            assertThat(queue.retain()).as("nothing was refused").isZero();
            assertThat(queue.append(DocumentType.SNAPSHOT, ByteBuffer.wrap(large))).isFalse();
            assertThat(queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(100))).isTrue();
            assertThat(queue.retain()).isEqualTo(1);
            await().untilAsserted(() -> assertThat(queue.append(DocumentType.SNAPSHOT, ByteBuffer.wrap(large))).isTrue());
            assertThat(queue.losses().unreadCycles()).isZero();
        }
    }

    private static void awaitFiles(int count, Path events, EventsQueue queue) {
        await().until(() -> queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(100)) && new QueueDirectory(events).rollFiles().size() >= count);
    }

    private static long lastIndex(Path events) {
        try (QueueReader reader = QueueReader.open(events)) {
            while (reader.next()) {
                assertThat(reader.header().sequence()).isPositive();
            }
            return reader.index();
        }
    }

    private static void fill(Path ballast) throws IOException {
        byte[] page = new byte[4096];
        try (RandomAccessFile other = new RandomAccessFile(ballast.toFile(), "rw")) {
            assertThatThrownBy(() -> {
                while (true) {
                    other.write(page);
                }
            }).hasMessageContaining("No space left");
        }
    }

    /** A checksum of each file in the tree. */
    private static Map<String, Long> contents(Path tree) throws IOException {
        Map<String, Long> contents = new TreeMap<>();
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                CRC32 checksum = new CRC32();
                checksum.update(Files.readAllBytes(file));
                contents.put(tree.relativize(file).toString(), checksum.getValue());
            }
        }
        return contents;
    }
}
