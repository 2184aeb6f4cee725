// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.collector.record.DocumentType;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
}
