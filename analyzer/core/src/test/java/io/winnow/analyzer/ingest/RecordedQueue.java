// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import io.winnow.collector.document.SessionInfo;
import io.winnow.collector.flyweight.DocumentHeader;
import io.winnow.collector.flyweight.Payloads;
import io.winnow.collector.flyweight.RecordEncoder;
import io.winnow.collector.flyweight.SnapshotEncoder;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.MalformedRecordException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Documents as a collector would have appended them, for tests. Wall time is boot time plus {@link #CLOCK_OFFSET}. */
public final class RecordedQueue {

    public static final long CLOCK_OFFSET = 1_700_000_000_000_000_000L;
    public static final long EPOCH = 0xabc;

    private final List<byte[]> documents = new ArrayList<>();
    private long sequence;
    private long ringPosition;

    public RecordedQueue session() {
        return session(EPOCH, false);
    }

    public RecordedQueue session(long epoch, boolean resumed) {
        if (!resumed) {
            ringPosition = 0;
        }
        return json(DocumentType.SESSION, new SessionInfo("node", "boot", "6.1", 1, epoch, resumed, 10_000, "kprobe", 1));
    }

    public RecordedQueue json(DocumentType type, Object payload) {
        return document(type, Payloads.encode(payload), 0);
    }

    /** One that was written at that wall time. */
    public RecordedQueue json(DocumentType type, Object payload, long wallTime) {
        return document(type, Payloads.encode(payload), 0, wallTime);
    }

    public RecordedQueue snapshot(SnapshotEncoder snapshot) {
        return document(DocumentType.SNAPSHOT, snapshot.encode(), 0);
    }

    /** A batch where the ring is. */
    public RecordedQueue batch(byte[]... records) {
        long position = ringPosition;
        ByteBuffer batch = RecordEncoder.batch(records);
        ringPosition += batch.remaining();
        return batchAt(position, records);
    }

    /** A batch that claims to be somewhere. */
    public RecordedQueue batchAt(long position, byte[]... records) {
        ByteBuffer batch = RecordEncoder.batch(records);
        byte[] bytes = new byte[batch.remaining()];
        batch.get(bytes);
        return document(DocumentType.BATCH, bytes, position);
    }

    /** The batch that was appended last, once more. */
    public RecordedQueue repeatLast(byte[]... records) {
        return batchAt(ringPosition - RecordEncoder.batch(records).remaining(), records);
    }

    /** Some documents never arrived. */
    public RecordedQueue skipSequence(int count) {
        sequence += count;
        return this;
    }

    /** Some bytes of the ring never arrived. */
    public RecordedQueue skipRing(int bytes) {
        ringPosition += bytes;
        return this;
    }

    public RecordedQueue document(DocumentType type, byte[] payload, long position) {
        return document(type, payload, position, CLOCK_OFFSET + sequence + 1);
    }

    private RecordedQueue document(DocumentType type, byte[] payload, long position, long wallTime) {
        byte[] bytes = new byte[DocumentHeader.BLOCK_LENGTH + payload.length];
        ByteBuffer document = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        sequence++;
        document.put(DocumentHeader.BLOCK_LENGTH, payload);
        DocumentHeader.write(document, 0, type, payload.length, sequence, wallTime, CLOCK_OFFSET, position);
        return raw(bytes);
    }

    /** A document whose header cannot be read. */
    public RecordedQueue unreadable() {
        sequence++;
        return raw(new byte[DocumentHeader.BLOCK_LENGTH]);
    }

    public RecordedQueue raw(byte[] document) {
        documents.add(document);
        return this;
    }

    public int size() {
        return documents.size();
    }

    public byte[] document(int index) {
        return documents.get(index);
    }

    /** Feeds everything. */
    public void replay(Ingest ingest) {
        replay(ingest, 0, documents.size());
    }

    /** Feeds the documents from one index up to, but without, another; a document's place is its queue index. */
    public void replay(Ingest ingest, int from, int to) {
        for (int i = from; i < to; i++) {
            feed(ingest, i, documents.get(i));
        }
    }

    /** As {@link EventsPump} does with what the reader says. */
    static void feed(Ingest ingest, long index, byte[] bytes) {
        ByteBuffer document = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        DocumentHeader header = new DocumentHeader();
        try {
            header.wrap(document, 0, bytes.length);
        } catch (MalformedRecordException e) {
            ingest.unreadable(index);
            return;
        }
        ingest.document(
                index, header, document.slice(DocumentHeader.BLOCK_LENGTH, header.payloadLength()).order(ByteOrder.LITTLE_ENDIAN));
    }
}
