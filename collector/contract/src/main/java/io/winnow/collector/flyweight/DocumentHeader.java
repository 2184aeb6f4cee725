// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.MalformedRecordException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The start of every queue document.
 *
 * <pre>
 *   0       2       4               8                              16
 *   | ver.  | type  | length        | sequence                      |
 *   | wall time, ns                 | clock offset, ns              |
 *   | ring position                 | 0             | CRC-32C       |
 * </pre>
 *
 * The checksum is over everything else in the document: the header before it, and the payload. A document whose checksum is wrong is no
 * document: none of its fields means anything.
 */
public final class DocumentHeader extends Flyweight {

    public static final int FORMAT_VERSION = 2;

    public static final int VERSION_OFFSET = 0;
    public static final int TYPE_OFFSET = 2;
    public static final int PAYLOAD_LENGTH_OFFSET = 4;
    public static final int SEQUENCE_OFFSET = 8;
    public static final int WALL_TIME_OFFSET = 16;
    public static final int CLOCK_OFFSET_OFFSET = 24;
    public static final int RING_POSITION_OFFSET = 32;
    public static final int RESERVED_OFFSET = 40;
    public static final int CHECKSUM_OFFSET = 44;
    public static final int BLOCK_LENGTH = 48;

    /**
     * Points this view at a document, all of which is in the buffer.
     *
     * @param length bytes of the whole document, this header included
     * @throws MalformedRecordException if version, length, type or checksum are not those of a document
     */
    public void wrap(ByteBuffer bytes, int at, int length) {
        wrap("DocumentHeader", bytes, at, length, BLOCK_LENGTH);
        if (u16(VERSION_OFFSET) != FORMAT_VERSION) {
            throw new MalformedRecordException("DocumentHeader: format version=" + u16(VERSION_OFFSET) + " known=" + FORMAT_VERSION);
        }
        if (payloadLength() != length - BLOCK_LENGTH) {
            throw new MalformedRecordException("DocumentHeader: payload length="
                    + Integer.toUnsignedString(payloadLength()) + " available=" + (length - BLOCK_LENGTH));
        }
        int checksum = checksum(bytes, at, payloadLength());
        if (checksum != i32(CHECKSUM_OFFSET)) {
            throw new MalformedRecordException("DocumentHeader: checksum=" + Integer.toHexString(i32(CHECKSUM_OFFSET))
                    + " computed=" + Integer.toHexString(checksum));
        }
        type();
    }

    /** Writes a header before its payload, which is in the buffer already: the checksum is over both. */
    public static void write(
            ByteBuffer bytes, int at, DocumentType type, int payloadLength, long sequence, long wallTime, long clockOffset, long ringPosition) {
        bytes.putShort(at + VERSION_OFFSET, (short) FORMAT_VERSION);
        bytes.putShort(at + TYPE_OFFSET, (short) type.number());
        bytes.putInt(at + PAYLOAD_LENGTH_OFFSET, payloadLength);
        bytes.putLong(at + SEQUENCE_OFFSET, sequence);
        bytes.putLong(at + WALL_TIME_OFFSET, wallTime);
        bytes.putLong(at + CLOCK_OFFSET_OFFSET, clockOffset);
        bytes.putLong(at + RING_POSITION_OFFSET, ringPosition);
        bytes.putInt(at + RESERVED_OFFSET, 0);
        bytes.putInt(at + CHECKSUM_OFFSET, checksum(bytes, at, payloadLength));
    }

    private static int checksum(ByteBuffer bytes, int at, int payloadLength) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.slice(at, CHECKSUM_OFFSET));
        checksum.update(bytes.slice(at + BLOCK_LENGTH, payloadLength));
        return (int) checksum.getValue();
    }

    public DocumentType type() {
        return DocumentType.of(u16(TYPE_OFFSET));
    }

    public int payloadLength() {
        return i32(PAYLOAD_LENGTH_OFFSET);
    }

    /** Of this writer, without gaps from 1, continued over restarts. */
    public long sequence() {
        return i64(SEQUENCE_OFFSET);
    }

    /** Nanoseconds since 1970. */
    public long wallTime() {
        return i64(WALL_TIME_OFFSET);
    }

    /** CLOCK_REALTIME − CLOCK_BOOTTIME, nanoseconds: add it to a record's time. */
    public long clockOffset() {
        return i64(CLOCK_OFFSET_OFFSET);
    }

    /** Of a batch: ring position of its first byte. */
    public long ringPosition() {
        return i64(RING_POSITION_OFFSET);
    }
}
