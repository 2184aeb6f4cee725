// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.winnow.analyzer.agent.queue.QueueEvents;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.Ingest;
import io.winnow.analyzer.ingest.IngestCounters;
import io.winnow.analyzer.ingest.IngestState;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.Grants;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.document.SessionInfo;
import io.winnow.collector.flyweight.RecordEncoder;
import io.winnow.collector.flyweight.SnapshotEncoder;
import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.queue.QueueConfig;
import io.winnow.collector.queue.QueueException;
import io.winnow.collector.queue.QueueReader;
import io.winnow.collector.queue.chronicle.Roll;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recorded queue whose files were damaged, cut or deleted. More of them by {@code -Dwinnow.mutations=1000}. */
class DamagedRecordingTest {

    private static final int MUTATIONS = Integer.getInteger("winnow.mutations", 300);
    private static final int CONTAINERS = 12;

    @TempDir
    Path home;

    /** What a replay made of a recording. */
    private record Replay(List<Event> events, IngestCounters counters) {

        boolean lossSaid() {
            return counters.missingDocuments() + counters.malformedDocuments() + counters.malformedRecords() + counters.missingRingBytes() > 0;
        }
    }

    private static Replay replay(Path queue) {
        List<Event> events = new ArrayList<>();
        Ingest ingest = new Ingest(IngestState.BEGINNING, event -> {
            if (!(event instanceof Event.Missed)) {
                events.add(event);
            }
        });
        try (QueueEvents source = QueueEvents.recorded(queue, IngestState.BEGINNING)) {
            while (source.next(ingest)) {
                continue; // to the end
            }
        }
        return new Replay(events, ingest.counters());
    }

    @Test
    void noMutationChangesAReplaySilently() throws Exception {
        Path original = recording();
        Replay whole = replay(original);
        assertThat(whole.lossSaid()).isFalse();
        assertThat(whole.events()).hasSizeGreaterThan(CONTAINERS * 3 * 4);
        Random random = new Random(32);
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = 0; i < MUTATIONS; i++) {
            Path queue = home.resolve("mutated");
            copy(original, queue);
            String mutation = mutate(queue, random);
            outcomes.merge(outcome(mutation, queue, whole), 1, Integer::sum);
            delete(queue);
        }
        System.out.printf("%d mutations of a recording: %s%n", MUTATIONS, outcomes);
        assertThat(outcomes.keySet()).contains("equal", "loss counted", "refused");
    }

    private static String outcome(String mutation, Path queue, Replay whole) {
        Replay replay;
        try {
            replay = replay(queue);
        } catch (QueueException e) {
            assertThat(e).as(mutation).hasMessageContaining(queue.toString()).hasMessageContaining(":");
            return "refused";
        }
        if (replay.lossSaid()) {
            return "loss counted";
        }
        assertThat(replay.events().equals(whole.events())).as(mutation).isTrue();
        return "equal";
    }

    @Test
    void filesThatAreEmptyOrGoneCountAsMissingDocuments() throws Exception {
        Path original = recording();
        Replay whole = replay(original);
        List<Path> files = rollFiles(original);
        for (Path file : files) {
            Path queue = home.resolve("cut");
            copy(original, queue);
            Files.write(queue.resolve(file.getFileName()), new byte[0]);
            Replay cut = replay(queue);
            assertThat(cut.counters().missingDocuments()).as(file.toString()).isPositive();
            assertThat(cut.counters().documents() + cut.counters().missingDocuments()).as(file.toString()).isEqualTo(whole.counters().documents());
            Files.delete(queue.resolve(file.getFileName()));
            assertThat(replay(queue).counters()).as(file.toString()).isEqualTo(cut.counters());
            delete(queue);
        }
        files.forEach(file -> file.toFile().delete());
        assertThat(replay(original).counters().missingDocuments()).isEqualTo(whole.counters().documents());
    }

    @Test
    void aDamagedTableMattersNothingAndADamagedNoteIsNamed() throws Exception {
        Path queue = home.resolve("queue");
        record(queue);
        Replay whole = replay(queue);
        Path table = queue.resolve("metadata.cq4t");
        Files.write(table, new byte[] {1, 2, 3});
        assertThat(replay(queue).events().equals(whole.events())).isTrue();
        Files.delete(table);
        assertThat(replay(queue).events().equals(whole.events())).isTrue();
        Files.writeString(queue.resolve("queue.json"), "{}");
        assertThatThrownBy(() -> replay(queue)).isInstanceOf(QueueException.class).hasMessageContaining("queue.json is missing or damaged");
    }

    @Test
    void aLiveReaderNamesADamagedTable() throws Exception {
        Path queue = home.resolve("queue");
        record(queue);
        Files.write(queue.resolve("metadata.cq4t"), new byte[200]);
        assertThatThrownBy(() -> QueueReader.open(queue).close())
                .isInstanceOf(QueueException.class)
                .hasMessageContaining("metadata.cq4t cannot be read")
                .hasMessageContaining("restart the writer");
    }

    /** As short as it can be. */
    private Path recording() throws IOException {
        Path recorded = home.resolve("recorded");
        record(recorded);
        Path original = home.resolve("original");
        copy(recorded, original);
        for (Path file : rollFiles(original)) {
            byte[] bytes = Files.readAllBytes(file);
            int end = bytes.length;
            while (bytes[end - 1] == 0) {
                end--;
            }
            Files.write(file, Arrays.copyOf(bytes, Math.min(bytes.length, end + 512)));
        }
        return original;
    }

    /** Three files of some containers each. */
    private static void record(Path directory) {
        try (EventsQueue queue = EventsQueue.open(QueueConfig.of(directory).withRoll(Roll.SECONDLY), () -> 0)) {
            for (int part = 0; part < 3; part++) {
                int files = part;
                await().until(() -> {
                    queue.append(DocumentType.SESSION, new SessionInfo("node", "boot", "6.1", 1, 7, files > 0, 10_000, "kprobe", 1));
                    return rollFiles(directory).size() > files;
                });
                for (int i = 0; i < CONTAINERS; i++) {
                    container(queue, new SlotKey(part * CONTAINERS + i + 1, 1));
                }
            }
        }
    }

    private static void container(EventsQueue queue, SlotKey slot) {
        String id = "replica-" + slot.index();
        ContainerMetadata metadata = new ContainerMetadata(slot, 100 + slot.index(), "/" + id, id, ContainerKind.CONTAINER, new RuntimeIdentity("runc", "1.1.5"),
                "", "web", "", "", List.of("/web"), Map.of(), Grants.UNKNOWN, "node", 1, 0, false);
        queue.append(DocumentType.CONTAINER, metadata);
        SnapshotEncoder snapshot = new SnapshotEncoder(slot, 100 + slot.index());
        for (int nr = 0; nr < 40; nr++) {
            queue.append(DocumentType.BATCH, RecordEncoder.batch(
                    RecordEncoder.observation(slot, nr, 100 + slot.index(), Item.syscall(Abi.X86_64, Stage.START, slot.index() + nr), 1, 1)));
            snapshot.seen(Stage.START, Abi.X86_64, slot.index() + nr);
        }
        queue.append(DocumentType.SNAPSHOT, ByteBuffer.wrap(snapshot.encode()));
        queue.append(DocumentType.CONTAINER, metadata.ended(5));
    }

    private static String mutate(Path queue, Random random) throws IOException {
        List<Path> files = files(queue);
        Path file = files.get(random.nextInt(files.size()));
        int kind = random.nextInt(10);
        if (kind == 0) {
            Files.delete(file);
            return file.getFileName() + " deleted";
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (kind <= 2) {
                long length = random.nextInt(4) == 0 ? 0 : (long) (channel.size() * random.nextDouble());
                channel.truncate(length);
                return file.getFileName() + " cut to " + length;
            }
            if (kind <= 4) {
                long from = (long) (channel.size() * random.nextDouble());
                int length = (int) Math.min(channel.size() - from, 1 + random.nextInt(8192));
                channel.write(ByteBuffer.allocate(length), from);
                return file.getFileName() + " zeroed from " + from + " for " + length;
            }
            StringBuilder mutation = new StringBuilder(file.getFileName() + " flipped");
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                long at = random.nextInt(4) == 0 ? random.nextInt((int) Math.min(400, channel.size())) : (long) (channel.size() * random.nextDouble());
                ByteBuffer one = ByteBuffer.allocate(1);
                channel.read(one, at);
                int bit = random.nextInt(8);
                channel.write(one.put(0, (byte) (one.get(0) ^ 1 << bit)).rewind(), at);
                mutation.append(' ').append(at).append('.').append(bit);
            }
            return mutation.toString();
        }
    }

    private static List<Path> files(Path queue) throws IOException {
        try (Stream<Path> files = Files.list(queue)) {
            return files.filter(file -> !file.endsWith("lock") && file.toFile().length() > 0).sorted().toList();
        }
    }

    private static List<Path> rollFiles(Path queue) throws IOException {
        return files(queue).stream().filter(file -> file.toString().endsWith(".cq4")).toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path file : files(from)) {
            Files.copy(file, to.resolve(file.getFileName()));
        }
    }

    private static void delete(Path queue) throws IOException {
        try (Stream<Path> tree = Files.walk(queue)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
