// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.collector.document.LossReport;
import io.winnow.collector.flyweight.BatchReader;
import io.winnow.collector.flyweight.DocumentHeader;
import io.winnow.collector.flyweight.Payloads;
import io.winnow.collector.flyweight.RecordEncoder;
import io.winnow.collector.queue.chronicle.StoreSettings;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemFlags;
import io.winnow.collector.record.RecordType;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsQueueTest {

    private static final long CLOCK_OFFSET = 1_234;
    private static final AppendListener NO_LISTENER = (batch, position) -> {};

    @TempDir
    Path directory;

    private EventsQueue open() {
        return EventsQueue.open(QueueConfig.of(directory), () -> CLOCK_OFFSET);
    }

    @Test
    void documentsComeBackWithHeaderAndPayload() {
        try (EventsQueue queue = open()) {
            LossReport loss = new LossReport(7, 1, 2, 6, 0, new LossReport.ContainerLosses(4, 5), LossReport.QueueLosses.NONE, null);
            assertThat(queue.append(DocumentType.LOSS, loss)).isTrue();
            assertThat(queue.append(DocumentType.SNAPSHOT, ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}))).isTrue();

            try (QueueReader reader = QueueReader.open(directory)) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.header().type()).isEqualTo(DocumentType.LOSS);
                assertThat(reader.header().sequence()).isEqualTo(1);
                assertThat(reader.header().clockOffset()).isEqualTo(CLOCK_OFFSET);
                assertThat(Payloads.decode(reader.payload(), LossReport.class)).isEqualTo(loss);
                assertThat(reader.next()).isTrue();
                assertThat(reader.header().sequence()).isEqualTo(2);
                assertThat(reader.payload().remaining()).isEqualTo(5);
                assertThat(reader.payload().get(4)).isEqualTo((byte) 5);
                assertThat(reader.next()).isFalse();
            }
        }
    }

    @Test
    void aReaderSeesWhatIsAppendedAfterItOpened() {
        try (EventsQueue queue = open()) {
            queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(1));
            try (QueueReader reader = QueueReader.open(directory)) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.next()).isFalse();
                queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(2));
                assertThat(reader.next()).isTrue();
                assertThat(reader.payload().remaining()).isEqualTo(2);
            }
        }
    }

    @Test
    void aReaderWaitsForTheTableThatAStartingWriterMakes() throws Exception {
        try (EventsQueue queue = open()) {
            queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(1));
        }
        Path table = directory.resolve(StoreSettings.METADATA_FILE);
        Path whole = directory.resolve("whole");
        Files.move(table, whole);
        Files.write(table, new byte[4096]); // begun, without its header
        CompletableFuture<QueueReader> opened = CompletableFuture.supplyAsync(() -> QueueReader.open(directory));
        assertThatThrownBy(() -> opened.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        Files.move(whole, table, StandardCopyOption.ATOMIC_MOVE);
        try (QueueReader reader = opened.get(1, TimeUnit.MINUTES)) {
            assertThat(reader.next()).isTrue();
        }
    }

    /** However long that takes: a busy host may not let the writer run for seconds. */
    @Test
    void anOpenReaderHasNothingNewWhileAStartingWriterMakesTheTable() throws Exception {
        try (EventsQueue queue = open()) {
            queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(1));
        }
        try (QueueReader reader = QueueReader.open(directory)) {
            assertThat(reader.next()).isTrue();
            Path begun = Files.write(directory.resolve("begun"), new byte[4096]); // without its header
            Files.move(begun, directory.resolve(StoreSettings.METADATA_FILE), StandardCopyOption.ATOMIC_MOVE);
            for (long began = System.nanoTime(); System.nanoTime() - began < TimeUnit.SECONDS.toNanos(1); TimeUnit.MILLISECONDS.sleep(50)) {
                assertThat(reader.next()).isFalse();
            }
            try (EventsQueue queue = open()) {
                queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(2));
                while (!reader.next()) {
                    TimeUnit.MILLISECONDS.sleep(50);
                }
                assertThat(reader.payload().remaining()).isEqualTo(2);
            }
        }
    }

    @Test
    void whatComesAtOnceIsBoundedToo() {
        QueueConfig config = QueueConfig.of(directory).withMaxBytes(64 << 20);
        int documents = 4 * 64;
        for (int run = 0; run < 2; run++) {
            try (EventsQueue queue = EventsQueue.open(config, () -> CLOCK_OFFSET)) {
                for (int i = 0; i < documents; i++) {
                    assertThat(queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(1 << 20))).isTrue();
                    assertThat(allocated()).isLessThanOrEqualTo(config.maxBytes());
                }
                assertThat(queue.losses().unreadCycles()).as("counted").isPositive();
            }
        }
        List<Long> kept = sequences();
        assertThat(kept).hasSizeGreaterThan(7).last().isEqualTo(2L * documents);
        assertThat(kept).as("the newest, in order").isEqualTo(LongStream.rangeClosed(kept.get(0), 2L * documents).boxed().toList());
    }

    @Test
    void aReaderFollowsIntoTheFilesThatBeganBeforeTheirTime() {
        try (EventsQueue queue = EventsQueue.open(QueueConfig.of(directory).withMaxBytes(64 << 20), () -> CLOCK_OFFSET)) {
            queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(1));
            try (QueueReader reader = QueueReader.open(directory)) {
                assertThat(reader.next()).isTrue();
                for (int i = 2; i <= 100; i++) {
                    queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(1 << 20));
                    assertThat(reader.next()).isTrue();
                    assertThat(reader.header().sequence()).isEqualTo(i);
                }
            }
            assertThat(queue.losses().unreadCycles()).isPositive();
        }
    }

    /** Bytes that the queue's files take on the disk. */
    private long allocated() {
        try (Stream<Path> files = Files.list(directory)) {
            long blocks = 0;
            for (Path file : files.filter(path -> path.toString().endsWith(".cq4")).toList()) {
                blocks += Files.size(file);
            }
            return blocks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void sequenceGoesOnOverRestarts() {
        for (int run = 0; run < 4; run++) {
            try (EventsQueue queue = open()) {
                assertThat(queue.sequence()).isEqualTo(run * 3L);
                for (int i = 0; i < 3; i++) {
                    queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(8));
                }
            }
        }
        assertThat(sequences()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
    }

    @Test
    void aReaderResumesBehindItsLastDocument() {
        long index;
        try (EventsQueue queue = open()) {
            for (int i = 0; i < 10; i++) {
                queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(i + 1));
            }
            try (QueueReader reader = QueueReader.open(directory)) {
                for (int i = 0; i < 4; i++) {
                    reader.next();
                }
                index = reader.index();
            }
        }
        try (QueueReader reader = QueueReader.open(directory)) {
            reader.resumeAfter(reader.id(), index, 4);
            assertThat(reader.next()).isTrue();
            assertThat(reader.header().sequence()).isEqualTo(5);
        }
    }

    @Test
    void aReaderWhoseDocumentIsGoneResumesWithTheFirstNewerOne() {
        try (EventsQueue queue = open()) {
            for (int i = 0; i < 10; i++) {
                queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(i + 1));
            }
        }
        long otherIndex = 77L << 32 | 5;
        try (QueueReader reader = QueueReader.open(directory)) {
            reader.resumeAfter(reader.id(), otherIndex, 6);
            assertThat(reader.next()).isTrue();
            assertThat(reader.header().sequence()).isEqualTo(7);
        }
        try (QueueReader reader = QueueReader.open(directory)) {
            reader.resumeAfter(reader.id(), otherIndex, 10);
            assertThat(reader.next()).isFalse();
        }
    }

    @Test
    void batchesGoFromTheRingIntoTheQueuePage() {
        RingInMemory ring = new RingInMemory();
        SlotKey slot = new SlotKey(1, 2);
        ring.emit(RecordEncoder.cgroup(true, slot, 1, 5, 1, "/a"));
        ring.emit(RecordEncoder.observation(slot, 2, 5, Item.syscall(Abi.X86_64, Stage.START, 0), 1, ItemFlags.FIRST));
        List<Integer> heard = new ArrayList<>();
        try (EventsQueue queue = open()) {
            int bytes = queue.drain(ring, (batch, position) -> heard.add(batch.remaining()));
            assertThat(heard).containsExactly(bytes);
            assertThat(ring.pending()).isZero();
            assertThat(ring.unacknowledged()).isZero();
            assertThat(ring.position()).isEqualTo(bytes);
            assertThat(queue.drain(ring, NO_LISTENER)).isZero();

            ring.emit(RecordEncoder.observation(slot, 3, 5, Item.syscall(Abi.X86_64, Stage.START, 1), 1, ItemFlags.FIRST));
            queue.drain(ring, NO_LISTENER);
            try (QueueReader reader = QueueReader.open(directory)) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.header().type()).isEqualTo(DocumentType.BATCH);
                assertThat(reader.header().ringPosition()).isZero();
                assertThat(types(reader)).containsExactly(RecordType.CGROUP_CREATED, RecordType.OBSERVATION);
                assertThat(reader.next()).isTrue();
                assertThat(reader.header().ringPosition()).isEqualTo(bytes);
                assertThat(reader.next()).isFalse();
            }
        }
    }

    private static List<RecordType> types(QueueReader reader) {
        BatchReader batch = new BatchReader();
        batch.wrap(reader.payload(), 0, reader.header().payloadLength(), reader.header().ringPosition());
        List<RecordType> types = new ArrayList<>();
        while (batch.next()) {
            types.add(batch.type());
        }
        return types;
    }

    @Test
    void documentsOfAnySizeCrossTheBlocksOfTheFile() {
        Random random = new Random(1);
        int documents = 120;
        byte[] content = new byte[StoreSettings.MAX_DOCUMENT_BYTES - DocumentHeader.BLOCK_LENGTH];
        try (EventsQueue queue = open()) {
            for (int i = 0; i < documents; i++) {
                int length = i == 7 ? content.length : 1 + random.nextInt(1 << 20);
                Arrays.fill(content, 0, length, (byte) i);
                assertThat(queue.append(DocumentType.SNAPSHOT, ByteBuffer.wrap(content, 0, length))).isTrue();
            }
        }
        try (QueueReader reader = QueueReader.open(directory)) {
            for (int i = 0; i < documents; i++) {
                assertThat(reader.next()).isTrue();
                ByteBuffer payload = reader.payload();
                assertThat(reader.header().sequence()).isEqualTo(i + 1);
                assertThat(payload.get(0)).isEqualTo((byte) i);
                assertThat(payload.get(payload.limit() - 1)).isEqualTo((byte) i);
            }
            assertThat(reader.next()).isFalse();
        }
    }

    @Test
    void aDocumentThatFailsHalfWayLeavesNoTrace() {
        try (EventsQueue queue = open()) {
            assertThatThrownBy(() -> queue.appendSnapshot(10, page -> {
                for (int i = 0; i < 2000; i++) {
                    page.put((byte) 0x55);
                }
                throw new IllegalStateException("no slot");
            })).isInstanceOf(IllegalStateException.class);
            for (int i = 0; i < 5; i++) {
                assertThat(queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(7 * i + 1))).isTrue();
            }
        }
        assertThat(sequences()).containsExactly(1L, 2L, 3L, 4L, 5L);
        open().close();
        assertThat(Files.exists(directory.resolve(QueueDirectory.QUARANTINE))).isFalse();
    }

    @Test
    void aDocumentThatIsTooLargeIsRefused() {
        try (EventsQueue queue = open()) {
            assertThatThrownBy(() -> queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(StoreSettings.MAX_DOCUMENT_BYTES)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("SNAPSHOT document of " + StoreSettings.MAX_DOCUMENT_BYTES + " bytes");
        }
    }

    @Test
    void numbersOfDeletedFilesAreNotGivenAgain() throws Exception {
        try (EventsQueue queue = open()) {
            for (int i = 0; i < 3; i++) {
                queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(8));
            }
        }
        for (Path file : new QueueDirectory(directory).rollFiles()) {
            Files.delete(file);
        }
        try (EventsQueue queue = open()) {
            assertThat(queue.sequence()).isGreaterThanOrEqualTo(3);
            queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(8));
        }
        try (QueueReader reader = QueueReader.open(directory)) {
            reader.resumeAfter(reader.id(), 77L << 32, 3);
            assertThat(reader.next()).isTrue();
        }
    }

    @Test
    void aQueueThatWasOnlyOpenedBeginsAtOne() {
        open().close();
        try (EventsQueue queue = open()) {
            queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(8));
            assertThat(queue.sequence()).isEqualTo(1);
        }
    }

    @Test
    void acknowledgementsAreKeptAndBounded() throws Exception {
        try (EventsQueue queue = open()) {
            for (int i = 0; i < 100; i++) {
                queue.acknowledge("reader-" + i, i);
            }
            queue.acknowledge("x".repeat(1000), 1);
            queue.acknowledge("reader-3", 1000);
            queue.acknowledge("reader-3", 999);
            queue.retain();
        }
        QueueState state = new QueueDirectory(directory).readState().orElseThrow();
        assertThat(state.readers()).hasSize(16).containsEntry("reader-3", 1000L);
    }

    @Test
    void aSecondWriterIsRefusedWithDirectoryAndHolder() throws Exception {
        try (EventsQueue queue = open()) {
            assertThat(queue.sequence()).isZero();
            assertThatThrownBy(this::open)
                    .isInstanceOf(QueueException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
            assertThat(Files.readString(Path.of("/proc/locks"))).as("held in spite of the refusal")
                    .contains(":" + Files.getAttribute(directory.resolve(DirectoryLock.FILE), "unix:ino") + " ");
        }
        open().close();
    }

    @Test
    void anotherFormatVersionIsRefused() throws Exception {
        open().close();
        Path state = directory.resolve(QueueDirectory.STATE_FILE);
        String json = Files.readAllLines(state).get(0).replace("\"format\":" + QueueState.FORMAT, "\"format\":9");
        Files.writeString(state, json + "\n" + QueueDirectory.checksum(json) + "\n");
        assertThatThrownBy(this::open)
                .isInstanceOf(QueueException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("format version 9");
        assertThatThrownBy(() -> QueueReader.open(directory)).isInstanceOf(QueueException.class).hasMessageContaining("format version 9");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        Path below = file.resolve("events");
        assertThatThrownBy(() -> EventsQueue.open(QueueConfig.of(below), () -> 0))
                .isInstanceOf(QueueException.class)
                .hasMessageContaining(below + " cannot be written");
    }

    @Test
    void readingNeedsAQueue() {
        assertThat(QueueReader.exists(directory)).isFalse();
        assertThatThrownBy(() -> QueueReader.open(directory)).isInstanceOf(QueueException.class).hasMessageContaining("holds no queue");
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> QueueReader.open(missing)).isInstanceOf(QueueException.class).hasMessageContaining(missing + " does not exist");
        open().close();
        assertThat(QueueReader.exists(directory)).isTrue();
    }

    @Test
    void nothingIsAppendedIntoTheReserve() {
        long free = directory.toFile().getUsableSpace();
        try (EventsQueue queue = EventsQueue.open(QueueConfig.of(directory).withReserveBytes(free + (64L << 20)), () -> 0)) {
            RingInMemory ring = new RingInMemory();
            ring.emit(RecordEncoder.cgroup(true, new SlotKey(1, 2), 1, 5, 1, "/a"));
            assertThat(queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(100))).isFalse();
            assertThat(queue.drain(ring, NO_LISTENER)).isZero();
            assertThat(ring.pending()).isPositive();
            assertThat(queue.losses().refusedDocuments()).isEqualTo(1);
            assertThat(queue.losses().refusedBytes()).isEqualTo(100);
            assertThat(queue.sequence()).isZero();
        }
    }

    @Test
    void aReserveLargerThanTheFileSystemIsRefused() {
        long total = directory.toFile().getTotalSpace();
        assertThatThrownBy(() -> EventsQueue.open(QueueConfig.of(directory).withReserveBytes(total), () -> 0))
                .isInstanceOf(QueueException.class)
                .hasMessageContaining("reserve of " + total);
    }

    private List<Long> sequences() {
        List<Long> sequences = new ArrayList<>();
        try (QueueReader reader = QueueReader.open(directory)) {
            while (reader.next()) {
                sequences.add(reader.header().sequence());
            }
        }
        return sequences;
    }
}
