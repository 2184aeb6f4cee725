// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import io.winnow.collector.document.CallProfile;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.HostInfo;
import io.winnow.collector.document.LossReport;
import io.winnow.collector.document.ProgramFile;
import io.winnow.collector.document.SessionInfo;
import io.winnow.collector.flyweight.BatchReader;
import io.winnow.collector.flyweight.DocumentHeader;
import io.winnow.collector.flyweight.HeaderFlyweight;
import io.winnow.collector.flyweight.Payloads;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.MalformedRecordException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Reads documents of the events queue, one after the other, and says what is in them. Records that a collector appended a second time
 * after a crash are dropped; gaps in the sequence of documents and in the ring's positions are counted; bytes that are not what they
 * claim to be are counted and skipped. For one thread.
 */
public final class Ingest {

    private final Consumer<? super Event> events;
    private final BatchReader batch = new BatchReader();
    private final RecordDecoder records = new RecordDecoder();
    private final SnapshotDecoder snapshots = new SnapshotDecoder();
    private final RingCursor ring;
    private final BalanceSheet balances;
    private final Losses losses;
    private String queue;
    private long index;
    private long sequence;
    private long writtenAt;
    private long epoch;
    private long documents;
    private long batches;
    private long newRecords;
    private long repeatedRecords;
    private long missingDocuments;
    private long missingRingBytes;
    private long malformedDocuments;
    private long malformedRecords;
    /** Documents without a readable header since the last one with one. */
    private long unreadable;

    /**
     * @param start where to go on: {@link IngestState#BEGINNING}, or what {@link #state()} answered before
     * @param events is given every event in order; what it throws comes through
     */
    public Ingest(IngestState start, Consumer<? super Event> events) {
        this.events = Objects.requireNonNull(events, "events");
        ring = new RingCursor(start.ringNext(), start.repeatsPossible());
        balances = new BalanceSheet(start.slots(), start.closed());
        losses = new Losses(start.losses());
        queue = start.queue();
        index = start.index();
        sequence = start.sequence();
        epoch = start.epoch();
        documents = start.counters().documents();
        batches = start.counters().batches();
        newRecords = start.counters().records();
        repeatedRecords = start.counters().repeatedRecords();
        missingDocuments = start.counters().missingDocuments();
        missingRingBytes = start.counters().missingRingBytes();
        malformedDocuments = start.counters().malformedDocuments();
        malformedRecords = start.counters().malformedRecords();
    }

    /**
     * Says which queue the next document is of: another one counts its documents anew.
     *
     * @param id null if it is not known: it is taken for the same
     */
    public void queue(String id) {
        if (id == null || id.equals(queue)) {
            return;
        }
        if (queue != null) {
            countUnreadable();
            sequence = 0;
        }
        queue = id;
    }

    /**
     * Reads one document. Whatever its bytes are, this ends and does not throw for them.
     *
     * @param documentIndex Chronicle's index of it
     * @param header of the document
     * @param payload its payload, from position to limit; left as it is
     */
    public void document(long documentIndex, DocumentHeader header, ByteBuffer payload) {
        Document document = new Document(documentIndex, header, payload.slice().order(ByteOrder.LITTLE_ENDIAN));
        documents++;
        checkSequence(document);
        index = documentIndex;
        sequence = header.sequence();
        writtenAt = header.wallTime();
        switch (header.type()) {
            case BATCH -> batch(document);
            case SNAPSHOT, SESSION, CONTAINER, LOSS, HOST, PROFILE, PROGRAM -> single(document);
            case POLICY, ACKNOWLEDGEMENT, PROFILING -> malformed(document); // belong into the other queue
        }
    }

    /** When the document that was read last was written, wall time in nanoseconds since 1970; 0 before the first. */
    public long writtenAt() {
        return writtenAt;
    }

    /** Nothing follows, and by what is known of the queue's end so many more documents should have. */
    public void ended(long missing) {
        if (missing > 0) {
            missingDocuments += missing;
            events.accept(new Event.Missed(new Position(index, 0), 0, Event.Missed.Reason.DOCUMENTS_MISSING, missing));
        }
    }

    /** A document without a readable header: counted. It is read again where reading goes on behind the last readable one. */
    public void unreadable(long documentIndex) {
        unreadable++;
        events.accept(new Event.Missed(new Position(documentIndex, 0), 0, Event.Missed.Reason.DOCUMENT_MALFORMED, 1));
    }

    /** All that has to be stored to go on behind the last document with a readable header. */
    public IngestState state() {
        return new IngestState(
                queue, index, sequence, epoch, ring.next(), ring.repeatsPossible(), counters(0), balances.open(), balances.closed(),
                losses.state());
    }

    /** By hop and reason, absolute: none of them ever falls. */
    public Map<String, Long> lossesByReason() {
        return losses.byReason(counters());
    }

    public IngestCounters counters() {
        return counters(unreadable);
    }

    private IngestCounters counters(long more) {
        return new IngestCounters(
                documents + more, batches, newRecords, repeatedRecords, missingDocuments, missingRingBytes, malformedDocuments + more,
                malformedRecords);
    }

    /** An unreadable document took a number of the sequence too. The first document of all has number 1, also if it was deleted since. */
    private void checkSequence(Document document) {
        long missing = document.header().sequence() - sequence - 1 - unreadable;
        countUnreadable();
        if (missing > 0) {
            missingDocuments += missing;
            if (sequence != 0) { // what was before the first one touches nothing that is known
                events.accept(document.missed(Event.Missed.Reason.DOCUMENTS_MISSING, missing));
            }
        }
    }

    private void countUnreadable() {
        documents += unreadable;
        malformedDocuments += unreadable;
        unreadable = 0;
    }

    private void single(Document document) {
        Event event;
        try {
            event = decode(document);
        } catch (MalformedRecordException | IndexOutOfBoundsException e) {
            malformed(document);
            return;
        }
        events.accept(event);
    }

    private SessionInfo counted(SessionInfo session) {
        ring.session(session.epoch() == epoch, session.resumed());
        epoch = session.epoch();
        balances.epoch(epoch);
        losses.session();
        return session;
    }

    private Event.Snapshot counted(Event.Snapshot snapshot) {
        balances.snapshot(snapshot);
        losses.snapshot(snapshot);
        return snapshot;
    }

    private LossReport counted(LossReport report) {
        losses.reported(report);
        return report;
    }

    private Event decode(Document document) {
        ByteBuffer payload = document.payload();
        long time = document.header().wallTime();
        return switch (document.header().type()) {
            case SNAPSHOT -> counted(snapshots.decode(payload, 0, payload.limit(), document.position(), document.clocks(), epoch));
            case SESSION -> new Event.SessionStarted(document.position(), time, counted(Checks.session(Payloads.decode(payload, SessionInfo.class))));
            case CONTAINER -> {
                ContainerMetadata container = Checks.container(Payloads.decode(payload, ContainerMetadata.class));
                yield new Event.ContainerChanged(document.position(), time, SlotId.of(epoch, container.slot()), container);
            }
            case LOSS -> new Event.LossReported(document.position(), time, counted(Payloads.decode(payload, LossReport.class)));
            case HOST -> new Event.HostDescribed(document.position(), time, Payloads.decode(payload, HostInfo.class));
            case PROFILE -> {
                CallProfile profile = Checks.profile(Payloads.decode(payload, CallProfile.class));
                yield new Event.CallsProfiled(document.position(), time, SlotId.of(epoch, profile.slot()), profile);
            }
            case PROGRAM -> {
                ProgramFile file = Checks.program(Payloads.decode(payload, ProgramFile.class));
                Item item = new Item(ItemKind.EXECUTABLE, file.abi(), file.stage(), 0, 0, file.program());
                yield new Event.ProgramRead(document.position(), time, SlotId.of(epoch, file.slot()), item, file);
            }
            case BATCH, POLICY, ACKNOWLEDGEMENT, PROFILING ->
                    throw new IllegalStateException("document type=" + document.header().type() + " is not a single event");
        };
    }

    private void batch(Document document) {
        batches++;
        long start = document.header().ringPosition();
        int length = document.payload().limit();
        long missing = ring.begin(start);
        if (missing > 0) {
            missingRingBytes += missing;
            events.accept(document.missed(Event.Missed.Reason.RING_BYTES_MISSING, missing));
        }
        batch.wrap(document.payload(), 0, length, start);
        while (nextRecord(document)) {
            if (ring.repeated(batch.position())) {
                repeatedRecords++;
            } else {
                record(document);
            }
        }
        ring.end(start + length);
    }

    private boolean nextRecord(Document document) {
        try {
            return batch.next();
        } catch (MalformedRecordException e) {
            malformedRecord(document); // the rest of the batch cannot be split into records
            return false;
        }
    }

    private void record(Document document) {
        newRecords++;
        Event event;
        try {
            HeaderFlyweight header = batch.header();
            balances.delivered(SlotId.of(epoch, header.slotKey()));
            Position position = new Position(index, DocumentHeader.BLOCK_LENGTH + batch.offset());
            event = records.decode(header, document.payload(), batch.offset(), batch.length(), position, document.clocks(), epoch);
        } catch (MalformedRecordException | IndexOutOfBoundsException e) {
            malformedRecord(document);
            return;
        }
        events.accept(event);
    }

    private void malformed(Document document) {
        malformedDocuments++;
        events.accept(document.missed(Event.Missed.Reason.DOCUMENT_MALFORMED, 1));
    }

    private void malformedRecord(Document document) {
        malformedRecords++;
        events.accept(document.missed(Event.Missed.Reason.RECORD_MALFORMED, 1));
    }

    /** What is being read. */
    private record Document(long index, DocumentHeader header, ByteBuffer payload) {

        Position position() {
            return new Position(index, 0);
        }

        Clocks clocks() {
            return new Clocks(header.clockOffset());
        }

        Event.Missed missed(Event.Missed.Reason reason, long count) {
            return new Event.Missed(position(), header.wallTime(), reason, count);
        }
    }
}
