// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import static io.winnow.analyzer.ingest.RecordedQueue.CLOCK_OFFSET;
import static io.winnow.analyzer.ingest.RecordedQueue.EPOCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.winnow.analyzer.ingest.Event.Missed.Reason;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.LossReport;
import io.winnow.collector.document.ProgramFile;
import io.winnow.collector.flyweight.BatchReader;
import io.winnow.collector.flyweight.DocumentHeader;
import io.winnow.collector.flyweight.RecordEncoder;
import io.winnow.collector.flyweight.SnapshotEncoder;
import io.winnow.collector.flyweight.SnapshotFlyweight;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemFlags;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.SnapshotFlags;
import io.winnow.collector.record.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class IngestTest {

    private static final SlotKey SLOT = new SlotKey(3, 7);
    private static final SlotId SLOT_ID = new SlotId(EPOCH, 3, 7);
    private static final Item READ = Item.syscall(Abi.X86_64, Stage.SERVE, 0);
    private static final Item OPEN = Item.syscall(Abi.X86_64, Stage.START, 2);

    private final List<Event> events = new ArrayList<>();
    private final Ingest ingest = new Ingest(IngestState.BEGINNING, events::add);
    private final RecordedQueue queue = new RecordedQueue().session();

    private static byte[] observation(Item item, long time) {
        return RecordEncoder.observation(SLOT, time, 99, item, 1, ItemFlags.FIRST, 11, 12, 13, 14, 15, 16);
    }

    private static SnapshotEncoder snapshot(long produced, long ringFull, int flags) {
        return new SnapshotEncoder(SLOT, 99)
                .putLong(SnapshotFlyweight.TIME_OFFSET, 5_000)
                .putLong(SnapshotFlyweight.PRODUCED_OFFSET, produced)
                .putLong(SnapshotFlyweight.LOST_OFFSET, ringFull)
                .putInt(SnapshotFlyweight.FLAGS_OFFSET, flags);
    }

    private <E extends Event> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private void replay() {
        queue.replay(ingest);
    }

    @Test
    void anObservationShowsWhoDidWhatAndWhen() {
        queue.batch(observation(READ, 1_000));
        replay();
        assertThat(events(Event.Observation.class))
                .containsExactly(new Event.Observation(
                        new Position(1, DocumentHeader.BLOCK_LENGTH + BatchReader.PREFIX_LENGTH),
                        CLOCK_OFFSET + 1_000,
                        SLOT_ID,
                        READ,
                        1,
                        ItemFlags.FIRST,
                        0,
                        List.of(11L, 12L, 13L, 14L, 15L, 16L),
                        0,
                        new Actor(
                                4711, 4712, 7, 1000, 1000, "worker", 40, List.of(new Ancestor(4700, 1, 30, "master"), new Ancestor(4600, 0, 20, "shim"))),
                        "/usr/sbin/nginx"));
    }

    @Test
    void everyRecordTypeBecomesItsEvent() {
        queue.batch(
                RecordEncoder.cgroup(true, SLOT, 10, 99, 1, "/a"),
                RecordEncoder.stage(SLOT, 20, 99, Stage.START, 59, true, false, "/bin/sh"),
                RecordEncoder.trace(SLOT, 30, 99, Abi.I386, Stage.SERVE, 4, 1, 2, 3),
                RecordEncoder.cgroup(false, SLOT, 40, 99, 0, "/a"));
        replay();
        assertThat(events(Event.OfSlot.class)).extracting(Event.OfSlot::slot).containsOnly(SLOT_ID);
        assertThat(events(Event.OfSlot.class)).extracting(Event::time).containsExactly(
                CLOCK_OFFSET + 10, CLOCK_OFFSET + 20, CLOCK_OFFSET + 30, CLOCK_OFFSET + 40);
        assertThat(events(Event.CgroupCreated.class).get(0).path()).isEqualTo("/a");
        assertThat(events(Event.StageChanged.class).get(0).underFilter()).isTrue();
        assertThat(events(Event.TraceCall.class).get(0).args()).startsWith(1L, 2L, 3L);
        assertThat(events(Event.CgroupRemoved.class)).hasSize(1);
    }

    @Test
    void aSnapshotShowsTheWholeStateOfASlot() {
        long[] runtimeCalls = new long[18];
        runtimeCalls[0] = 1L << 59;
        runtimeCalls[9] = 1L << 59 | 1L << 3;
        Item bind = new Item(ItemKind.CAPABILITY, Abi.X86_64, Stage.START, 10, 49, 3);
        queue.snapshot(snapshot(8, 2, SnapshotFlags.FINAL | SnapshotFlags.WINDOW)
                .putInt(SnapshotFlyweight.WINDOW_NUMBER_OFFSET, 4)
                .putLong(SnapshotFlyweight.CREATED_OFFSET, 1_000)
                .seen(Stage.START, Abi.X86_64, 2)
                .seen(Stage.SERVE, Abi.X86_64, 575)
                .window(Stage.SERVE, Abi.X86_64, 575)
                .putWords(SnapshotFlyweight.RUNTIME_CALLS_OFFSET, runtimeCalls)
                .item(bind, 5, 2_000, 3_000, 0));
        replay();
        Event.Snapshot snapshot = events(Event.Snapshot.class).get(0);
        assertThat(snapshot.last()).isTrue();
        assertThat(snapshot.closesWindow()).isTrue();
        assertThat(snapshot.windowNumber()).isEqualTo(4);
        assertThat(snapshot.created()).isEqualTo(CLOCK_OFFSET + 1_000);
        assertThat(snapshot.serving()).as("has not happened").isZero();
        assertThat(snapshot.lost()).isEqualTo(Map.of(Loss.RING_FULL, 2L));
        assertThat(snapshot.seen().toString()).isEqualTo("{start/x86_64=[2], serve/x86_64=[575]}");
        assertThat(snapshot.window().toString()).isEqualTo("{serve/x86_64=[575]}");
        assertThat(snapshot.runtimeCalls()).isEqualTo(Map.of(
                RuntimeCallsKind.PRIVILEGED, new TreeSet<>(List.of(59)), RuntimeCallsKind.NO_NEW_PRIVILEGES, new TreeSet<>(List.of(3, 59))));
        assertThat(snapshot.items())
                .containsExactly(new Event.ItemState(bind, 5, CLOCK_OFFSET + 2_000, CLOCK_OFFSET + 3_000, 0, 0));
    }

    @Test
    void recordsThatWereAppendedAgainAfterACrashAreDropped() {
        byte[] first = observation(OPEN, 1);
        byte[] second = observation(READ, 2);
        queue.batch(first, second).session(EPOCH, true);
        queue.batchAt(0, first, second, observation(OPEN, 3));
        replay();
        assertThat(events(Event.Observation.class)).extracting(Event::time).containsExactly(CLOCK_OFFSET + 1, CLOCK_OFFSET + 2, CLOCK_OFFSET + 3);
        assertThat(ingest.counters().repeatedRecords()).isEqualTo(2);
        assertThat(ingest.counters().records()).isEqualTo(3);
    }

    @Test
    void aNewEpochStartsItsRingAnew() {
        queue.batch(observation(OPEN, 1)).session(EPOCH + 1, false).batch(observation(OPEN, 2));
        replay();
        assertThat(events(Event.Observation.class)).extracting(observation -> observation.slot().epoch()).containsExactly(EPOCH, EPOCH + 1);
        assertThat(ingest.counters().repeatedRecords()).isZero();
    }

    @Test
    void aDamagedRingPositionDoesNotSilenceWhatFollows() {
        queue.batch(observation(OPEN, 1)).batchAt(1L << 60, observation(OPEN, 2)).batch(observation(READ, 3)).batch(observation(READ, 4));
        replay();
        assertThat(events(Event.Observation.class)).hasSize(4);
        assertThat(ingest.counters().missingRingBytes()).isPositive();
    }

    @Test
    void documentsMissingInTheSequenceAreCountedAndReported() {
        queue.batch(observation(OPEN, 1)).skipSequence(5).batch(observation(READ, 2));
        replay();
        assertThat(ingest.counters().missingDocuments()).isEqualTo(5);
        assertThat(events(Event.Missed.class)).extracting(Event.Missed::reason, Event.Missed::count)
                .containsExactly(tuple(Reason.DOCUMENTS_MISSING, 5L));
        assertThat(events(Event.Observation.class)).hasSize(2);
    }

    @Test
    void bytesMissingInTheRingAreCountedAndReported() {
        queue.batch(observation(OPEN, 1)).skipRing(440).batch(observation(READ, 2));
        replay();
        assertThat(ingest.counters().missingRingBytes()).isEqualTo(440);
        assertThat(events(Event.Missed.class)).extracting(Event.Missed::reason).containsExactly(Reason.RING_BYTES_MISSING);
    }

    @Test
    void aDocumentWithoutAHeaderCountsOnce() {
        queue.batch(observation(OPEN, 1)).unreadable().batch(observation(READ, 2));
        replay();
        assertThat(ingest.counters().malformedDocuments()).isEqualTo(1);
        assertThat(ingest.counters().missingDocuments()).as("it took a number of the sequence").isZero();
        assertThat(events(Event.Observation.class)).hasSize(2);
    }

    @Test
    void payloadsThatAreNotWhatTheyClaimAreCountedAndSkipped() {
        queue.document(DocumentType.SNAPSHOT, new byte[12], 0)
                .document(DocumentType.CONTAINER, "{\"id\":1}".getBytes(), 0)
                .document(DocumentType.SESSION, "null".getBytes(), 0)
                .document(DocumentType.LOSS, "[".getBytes(), 0)
                .document(DocumentType.POLICY, "{}".getBytes(), 0)
                .document(DocumentType.PROGRAM, "{\"slot\":{\"index\":5,\"generation\":1},\"stage\":\"SERVE\",\"abi\":\"X86_64\",\"sha256\":\"../x\"}".getBytes(), 0)
                .batch(observation(READ, 2));
        replay();
        assertThat(ingest.counters().malformedDocuments()).isEqualTo(6);
        assertThat(events(Event.Observation.class)).hasSize(1);
    }

    @Test
    void theFileThatAProgramIsBelongsToTheItemOfItsStart() {
        queue.json(DocumentType.PROGRAM, new ProgramFile(new SlotKey(5, 1), Stage.SERVE, Abi.X86_64, 99, "/bin/sh", "ab".repeat(32), 4096));
        replay();
        assertThat(events(Event.ProgramRead.class)).singleElement().satisfies(read -> {
            assertThat(read.slot().index()).isEqualTo(5);
            assertThat(read.item()).isEqualTo(new Item(ItemKind.EXECUTABLE, Abi.X86_64, Stage.SERVE, 0, 0, 99));
            assertThat(read.file().path()).isEqualTo("/bin/sh");
        });
    }

    @Test
    void aForgedRecordDoesNotHideItsNeighbours() {
        byte[] forged = observation(READ, 2);
        forged[32] = 99; // no such kind of item
        queue.batch(observation(OPEN, 1), forged, observation(READ, 3));
        replay();
        assertThat(events(Event.Observation.class)).hasSize(2);
        assertThat(ingest.counters().malformedRecords()).isEqualTo(1);
    }

    @Test
    void whatWasProducedIsDeliveredOrLost() {
        queue.batch(observation(OPEN, 1), observation(READ, 2)).snapshot(snapshot(5, 3, 0));
        replay();
        SlotBalance balance = ingest.state().slots().get(0);
        assertThat(balance).isEqualTo(new SlotBalance(SLOT_ID, 5, 2, 3, false));
        assertThat(balance.difference()).isZero();
        queue.snapshot(snapshot(7, 3, SnapshotFlags.FINAL));
        queue.replay(ingest, queue.size() - 1, queue.size());
        assertThat(ingest.state().balance()).as("two records never came").isEqualTo(new Balance(1, 7, 2, 3));
        assertThat(ingest.state().balance().difference()).isEqualTo(2);
    }

    @Test
    void repeatedRecordsAreNotDeliveredTwice() {
        queue.batch(observation(OPEN, 1)).session(EPOCH, true).batchAt(0, observation(OPEN, 1)).snapshot(snapshot(1, 0, SnapshotFlags.FINAL));
        replay();
        assertThat(ingest.state().balance().difference()).isZero();
    }

    @Test
    void readingOnFromAnyStoredStateIsReadingInOneGo() {
        queue.batch(observation(OPEN, 1), observation(READ, 2))
                .snapshot(snapshot(2, 0, 0))
                .unreadable()
                .batch(observation(READ, 3))
                .session(EPOCH, true)
                .batchAt(0, observation(OPEN, 1), observation(READ, 2), observation(READ, 3), observation(READ, 4))
                .skipSequence(2)
                .json(DocumentType.LOSS, new LossReport(EPOCH, 1, 0, 0, 0, LossReport.ContainerLosses.NONE, null, null))
                .json(DocumentType.CONTAINER, container())
                .snapshot(snapshot(5, 1, SnapshotFlags.FINAL));
        replay();
        for (int stop = 0; stop <= queue.size(); stop++) {
            List<Event> before = new ArrayList<>();
            Ingest first = new Ingest(IngestState.BEGINNING, before::add);
            queue.replay(first, 0, stop);
            IngestState stored = first.state();
            before.removeIf(event -> event.position().index() > stored.index());

            Ingest second = new Ingest(stored, before::add);
            queue.replay(second, (int) stored.index() + 1, queue.size());
            assertThat(before).as("stopped before document %d", stop).isEqualTo(events);
            assertThat(second.state()).as("stopped before document %d", stop).isEqualTo(ingest.state());
        }
    }

    @Test
    void whatTheConsumerThrowsComesThrough() {
        Ingest failing = new Ingest(IngestState.BEGINNING, event -> {
            throw new IllegalStateException("full");
        });
        assertThatThrownBy(() -> queue.replay(failing)).hasMessage("full");
    }

    @Test
    void forgedBytesNeverStopIt() {
        queue.batch(observation(OPEN, 1), RecordEncoder.trace(SLOT, 30, 99, Abi.I386, Stage.SERVE, 4, 1, 2, 3))
                .batch(RecordEncoder.cgroup(true, SLOT, 10, 99, 1, "/a"), RecordEncoder.stage(SLOT, 20, 99, Stage.START, 59, true, false, "/x"))
                .snapshot(snapshot(3, 1, 0).seen(Stage.START, Abi.X86_64, 5).item(READ, 1, 2, 3, 4))
                .json(DocumentType.LOSS, new LossReport(EPOCH, 1, 0, 0, 0, LossReport.ContainerLosses.NONE, LossReport.QueueLosses.NONE, null))
                .json(DocumentType.CONTAINER, container());
        Random random = new Random(19);
        long documents = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] forged = queue.document(random.nextInt(queue.size())).clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                forged[random.nextInt(forged.length)] = (byte) random.nextInt();
            }
            RecordedQueue.feed(ingest, round, Arrays.copyOf(forged, random.nextInt(8) == 0 ? random.nextInt(forged.length) : forged.length));
            documents++;
        }
        assertThat(ingest.counters().documents()).isEqualTo(documents);
        assertThat(ingest.counters().malformedDocuments()).isPositive();
        assertThat(ingest.state().slots().size()).isLessThanOrEqualTo(BalanceSheet.MAX_SLOTS);
    }

    private static ContainerMetadata container() {
        return new ContainerMetadata(
                SLOT, 99, "/a", "id", ContainerKind.CONTAINER, null, null, "name", null, null, null, null, null, null, 1, 0, false);
    }
}
