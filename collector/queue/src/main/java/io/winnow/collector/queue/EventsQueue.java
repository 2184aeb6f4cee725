// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import io.winnow.collector.document.LossReport.QueueLosses;
import io.winnow.collector.flyweight.DocumentHeader;
import io.winnow.collector.flyweight.ItemStateFlyweight;
import io.winnow.collector.flyweight.Payloads;
import io.winnow.collector.flyweight.SnapshotFlyweight;
import io.winnow.collector.queue.chronicle.StoreSettings;
import io.winnow.collector.record.DocumentType;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * The queue from collector to analyzer. What the disk guard keeps out is answered with false and counted: the state stays in the
 * kernel's maps, so the caller may come again. Belongs to one thread.
 */
public final class EventsQueue implements AutoCloseable {

    private static final int MAX_BATCH_BYTES = 1 << 20;

    private final QueueWriter writer;
    private final AppendSignal signal;
    private final LongSupplier clockOffset;

    private EventsQueue(QueueWriter writer, AppendSignal signal, LongSupplier clockOffset) {
        this.writer = writer;
        this.signal = signal;
        this.clockOffset = clockOffset;
    }

    /**
     * Locks, recovers and opens the directory.
     *
     * @param clockOffset CLOCK_REALTIME − CLOCK_BOOTTIME now, nanoseconds
     * @throws QueueException if it is in use, cannot be written, or is of another format version
     */
    public static EventsQueue open(QueueConfig config, LongSupplier clockOffset) {
        return new EventsQueue(QueueWriter.open(config, Clock.systemUTC()), new AppendSignal(config.directory()), clockOffset);
    }

    /** Appends a JSON payload of {@link Payloads}, and wakes the readers. */
    public boolean append(DocumentType type, Object payload) {
        return append(type, ByteBuffer.wrap(Payloads.encode(payload)));
    }

    /** Appends the remaining bytes of a payload, and wakes the readers. */
    public boolean append(DocumentType type, ByteBuffer payload) {
        boolean appended = writer.append(type, payload, clockOffset.getAsLong());
        if (appended) {
            signal.send();
        }
        return appended;
    }

    /**
     * Moves what waits in the ring, at most one batch, with one copy into the queue page, and wakes the readers. Only then the kernel gets its space back.
     *
     * @return bytes moved; 0 if there were none, or if there is no space on the disk
     */
    public int drain(BatchSource source, AppendListener listener) {
        long pending = source.pending();
        if (pending == 0) {
            return 0;
        }
        int most = (int) Math.min(pending, MAX_BATCH_BYTES);
        long position = source.position();
        ByteBuffer[] batch = new ByteBuffer[1];
        int bytes = writer.write(DocumentType.BATCH, most, clockOffset.getAsLong(), position, page -> {
            int start = page.position();
            int drained = source.drain(page);
            batch[0] = page.position(start).limit(start + drained);
            return drained;
        });
        if (bytes <= 0) {
            return 0;
        }
        signal.send();
        source.drained(bytes);
        listener.onBatch(batch[0], position);
        return bytes;
    }

    /**
     * Appends a slot's snapshot, which {@code snapshot} writes straight into the queue page. If there is no space on the disk, it is not
     * called, and the window stays open.
     *
     * @param items most items that the slot can have
     * @param snapshot returns how many bytes it wrote
     * @return its bytes; −1 if there is no space on the disk
     */
    public int appendSnapshot(int items, ToIntFunction<ByteBuffer> snapshot) {
        long needed = SnapshotFlyweight.BLOCK_LENGTH + (long) items * ItemStateFlyweight.BLOCK_LENGTH;
        int most = (int) Math.min(needed, StoreSettings.MAX_DOCUMENT_BYTES - DocumentHeader.BLOCK_LENGTH);
        return writer.write(DocumentType.SNAPSHOT, most, clockOffset.getAsLong(), 0, snapshot);
    }

    /** A named reader has done with all documents up to {@code index}: files before it may go. */
    public void acknowledge(String reader, long index) {
        writer.acknowledge(reader, index);
    }

    /** Deletes files that may go. Returns their number. */
    public int retain() {
        return writer.retain();
    }

    /** Sequence of the last document, 0 for none. */
    public long sequence() {
        return writer.sequence();
    }

    public QueueLosses losses() {
        return writer.losses();
    }

    @Override
    public void close() {
        signal.close();
        writer.close();
    }
}
