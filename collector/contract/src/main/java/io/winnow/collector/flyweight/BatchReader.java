// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import io.winnow.collector.record.MalformedRecordException;
import io.winnow.collector.record.RecordType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Walks the records of a batch: ring bytes as the kernel wrote them, per record a prefix of 8 bytes (u32 length with the flags
 * busy and discarded, u32 page offset), the record, padding to 8 ({@code kernel/bpf/ringbuf.c}).
 *
 * <pre>{@code
 * reader.wrap(buffer, 0, length, ringPosition);
 * while (reader.next()) {
 *     switch (reader.type()) { case OBSERVATION -> { observation.wrap(buffer, reader.offset(), reader.length()); … } … }
 * }
 * }</pre>
 */
public final class BatchReader {

    public static final int PREFIX_LENGTH = 8;
    private static final int BUSY = 1 << 31;
    private static final int DISCARDED = 1 << 30;
    private static final int LENGTH = ~(BUSY | DISCARDED);

    private final HeaderFlyweight header = new HeaderFlyweight();
    private ByteBuffer buffer;
    private int start;
    private int cursor;
    private int end;
    private long ringPosition;
    private int offset;
    private int length;

    /**
     * Begins before the first record.
     *
     * @param batch little endian
     * @param position ring position of the first byte
     */
    public void wrap(ByteBuffer batch, int at, int size, long position) {
        if (batch.order() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalArgumentException("batch: the buffer must be little endian");
        }
        if (at < 0 || size < 0 || at > batch.limit() - size) {
            throw new MalformedRecordException("batch: offset=" + at + " size=" + size + " available=" + batch.limit());
        }
        buffer = batch;
        start = at;
        cursor = at;
        end = at + size;
        ringPosition = position;
    }

    /**
     * Moves to the next record that was not discarded.
     *
     * @return false at the end
     * @throws MalformedRecordException if the next prefix is not one: the rest of this batch cannot be split into records
     */
    public boolean next() {
        while (cursor < end) {
            if (end - cursor < PREFIX_LENGTH) {
                throw malformed("prefix cut", end - cursor);
            }
            int prefix = buffer.getInt(cursor);
            int size = prefix & LENGTH;
            if ((prefix & BUSY) != 0) {
                throw malformed("record still busy", size);
            }
            if (size > end - cursor - PREFIX_LENGTH) {
                throw malformed("record longer than its batch", size);
            }
            offset = cursor + PREFIX_LENGTH;
            length = size;
            cursor = Math.min(end, offset + padded(size));
            if ((prefix & DISCARDED) == 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * The type of the current record.
     *
     * @throws MalformedRecordException if the record has no valid header; {@link #next()} may still go on
     */
    public RecordType type() {
        return header().type();
    }

    /** The header's view of the current record. */
    public HeaderFlyweight header() {
        header.wrap(buffer, offset, length);
        return header;
    }

    /** Where the current record begins in the buffer. */
    public int offset() {
        return offset;
    }

    /** Bytes of the current record. */
    public int length() {
        return length;
    }

    /** Ring position of the current record's prefix: with the epoch, a name of the record that a repeated batch keeps. */
    public long position() {
        return ringPosition + (offset - PREFIX_LENGTH - start);
    }

    private MalformedRecordException malformed(String what, int size) {
        return new MalformedRecordException("batch: " + what + ": offset=" + (cursor - start) + " size=" + size + " of=" + (end - start));
    }

    private static int padded(int size) {
        return size + 7 & ~7;
    }
}
