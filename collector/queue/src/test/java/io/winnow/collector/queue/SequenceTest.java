// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.winnow.collector.queue.chronicle.Roll;
import io.winnow.collector.queue.chronicle.RollFileCheck;
import io.winnow.collector.record.DocumentType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader leaves out numbers that it knows, so none may be given twice, whatever becomes of the files. */
class SequenceTest {

    @TempDir
    Path directory;

    private EventsQueue open(Path queue) {
        return EventsQueue.open(QueueConfig.of(queue).withRoll(Roll.SECONDLY), () -> 0);
    }

    private EventsQueue open() {
        return open(directory);
    }

    private static long append(EventsQueue queue) {
        assertThat(queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(8))).isTrue();
        return queue.sequence();
    }

    /** Appends until there are so many files. Returns the last number. */
    private static long fill(EventsQueue queue, Path directory, int count) {
        await().until(() -> {
            append(queue);
            return files(directory).size() == count;
        });
        return append(queue);
    }

    private long fill(int count) {
        try (EventsQueue queue = open()) {
            return fill(queue, directory, count);
        }
    }

    private static List<Path> files(Path directory) {
        return new QueueDirectory(directory).rollFiles();
    }

    private Path newest() {
        List<Path> files = files(directory);
        return files.get(files.size() - 1);
    }

    private static void damage(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("damage".getBytes()), 0);
        }
    }

    private QueueState state() {
        return new QueueDirectory(directory).readState().orElseThrow();
    }

    @Test
    void numbersOfAQuarantinedFileAreNotGivenAgainByTheStartAfterTheNext() throws Exception {
        long last = fill(2);
        damage(newest());
        for (int start = 1; start <= 3; start++) {
            try (EventsQueue queue = open()) {
                assertThat(queue.sequence()).as("start %d", start).isGreaterThanOrEqualTo(last);
                assertThat(queue.losses().quarantinedFiles()).isEqualTo(start == 1 ? 1 : 0);
            }
        }
        try (EventsQueue queue = open()) {
            assertThat(append(queue)).isEqualTo(last + 1);
        }
    }

    @Test
    void numbersOfTheNewestFileAreNotGivenAgainWhereItIsDeletedByHand() throws Exception {
        long last = fill(2);
        Files.delete(newest());
        try (EventsQueue queue = open()) {
            assertThat(queue.sequence()).isEqualTo(last);
        }
        Files.delete(newest());
        try (EventsQueue queue = open()) {
            assertThat(queue.sequence()).as("no file at all").isEqualTo(last);
        }
    }

    @Test
    void afterAKillTheNumbersOfTheNewestFileAreNotGivenAgainEither(@TempDir Path killed) throws Exception {
        long last;
        try (EventsQueue queue = open()) {
            last = fill(queue, directory, 2);
            copy(killed); // as a kill would leave it
        }
        for (Path file : List.of(files(killed).get(1), files(killed).get(0))) {
            Files.delete(file);
            for (int start = 1; start <= 2; start++) {
                try (EventsQueue queue = open(killed)) {
                    assertThat(queue.sequence()).isGreaterThanOrEqualTo(last);
                }
            }
        }
    }

    @Test
    void aKillLeavesNoGap(@TempDir Path killed) throws Exception {
        try (EventsQueue queue = open()) {
            long last = fill(queue, directory, 2);
            copy(killed);
            try (EventsQueue next = open(killed)) {
                assertThat(append(next)).isEqualTo(last + 1);
            }
        }
    }

    /** A kill may come between the first document of a file and the note of it. */
    @Test
    void aNewestFileThatWasNotNotedIsNotedBeforeItIsMovedAside() throws Exception {
        long last = fill(2);
        new QueueDirectory(directory)
                .writeState(new QueueState(state().format(), state().id(), state().roll(), last + 1000, false, files(directory).get(0).getFileName().toString(),
                        state().readers()), true);
        damage(newest());
        for (int start = 1; start <= 2; start++) {
            try (EventsQueue queue = open()) {
                assertThat(queue.sequence()).as("start %d", start).isGreaterThanOrEqualTo(last);
            }
        }
    }

    /** Chronicle marks the last document's place in the file's header behind the document itself. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 500})
    void aKillBetweenADocumentAndTheMarkOfItsPlaceLeavesTheNumbersRight(int before) throws Exception {
        QueueConfig config = QueueConfig.of(directory).withRoll(Roll.DAILY);
        append(config, before);
        ByteBuffer mark = ByteBuffer.allocate(2 * Long.BYTES);
        if (before > 0) {
            onMark((channel, at) -> channel.read(mark, at));
        }
        append(config, 1);
        onMark((channel, at) -> channel.write(mark.rewind(), at));
        for (int start = 1; start <= 3; start++) {
            append(config, 10);
        }
        try (QueueReader reader = QueueReader.open(directory)) {
            for (long number = 1; number <= before + 31; number++) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.header().sequence()).isEqualTo(number);
            }
        }
    }

    private static void append(QueueConfig config, int documents) {
        try (EventsQueue queue = EventsQueue.open(config, () -> 0)) {
            assertThat(queue.losses().quarantinedFiles()).isZero();
            for (int i = 0; i < documents; i++) {
                append(queue);
            }
        }
    }

    private interface OnMark {
        void use(FileChannel channel, long at) throws IOException;
    }

    private void onMark(OnMark use) throws IOException {
        long at = RollFileCheck.check(newest(), Roll.DAILY.cycle(), Long.MAX_VALUE).header().writePositionAt();
        try (FileChannel channel = FileChannel.open(newest(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            use.use(channel, at);
        }
    }

    @Test
    void anOlderFileThatIsDamagedLeavesNoGap() throws Exception {
        long last = fill(2);
        damage(files(directory).get(0));
        try (EventsQueue queue = open()) {
            assertThat(queue.losses().quarantinedFiles()).isEqualTo(1);
            assertThat(append(queue)).isEqualTo(last + 1);
        }
    }

    @Test
    void aDirectoryOfAnEarlierVersionIsRefusedAndStaysAsItIs() throws Exception {
        fill(1);
        String json = "{\"format\":1,\"roll\":\"SECONDLY\",\"reserved\":65537,\"readers\":{\"analyzer\":5}}";
        String lines = json + "\n" + QueueDirectory.checksum(json) + "\n";
        Files.writeString(directory.resolve(QueueDirectory.STATE_FILE), lines);
        assertThatThrownBy(this::open)
                .isInstanceOf(QueueException.class)
                .hasMessageContaining("format version 1")
                .hasMessageContaining("read it to its end with the version that made it");
        assertThat(directory.resolve(QueueDirectory.STATE_FILE)).hasContent(lines);
        assertThat(directory.resolve(QueueDirectory.QUARANTINE)).doesNotExist();
    }

    @Test
    void anOrderlyEndIsNotedAndAKilledWritersIsNot() throws Exception {
        long last = fill(1);
        assertThat(state().closed()).isTrue();
        assertThat(state().reserved()).isEqualTo(last);
        try (EventsQueue queue = open()) {
            queue.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(8));
            assertThat(state().closed()).isFalse();
        }
    }

    private void copy(Path to) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(one -> !one.endsWith(DirectoryLock.FILE)).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
