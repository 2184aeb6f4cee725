// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import io.winnow.collector.record.MalformedRecordException;
import io.winnow.collector.record.RecordType;
import io.winnow.collector.record.SlotKey;
import java.nio.ByteBuffer;

/**
 * {@code struct winnow_header}: the start of every record.
 *
 * <pre>
 *   0       2       4               8                              16
 *   | type  | size  | slot          | time                          |
 *   | cgroup_id                     | generation    | pad           |
 * </pre>
 */
public class HeaderFlyweight extends Flyweight {

    public static final int TYPE_OFFSET = 0;
    public static final int SIZE_OFFSET = 2;
    public static final int SLOT_OFFSET = 4;
    public static final int TIME_OFFSET = 8;
    public static final int CGROUP_ID_OFFSET = 16;
    public static final int GENERATION_OFFSET = 24;
    public static final int PAD_OFFSET = 28;
    public static final int BLOCK_LENGTH = 32;

    private final RecordType expected;
    private final RecordType alternative;
    private final int block;

    public HeaderFlyweight() {
        this(null, null, BLOCK_LENGTH);
    }

    HeaderFlyweight(RecordType expected, RecordType alternative, int block) {
        this.expected = expected;
        this.alternative = alternative;
        this.block = block;
    }

    /**
     * Points this view at a record.
     *
     * @param length bytes that belong to the record
     * @throws MalformedRecordException if type or size are not those of such a record
     */
    public final void wrap(ByteBuffer bytes, int at, int length) {
        wrap(getClass().getSimpleName(), bytes, at, length, block);
        if (size() < block || size() > length) {
            throw new MalformedRecordException(getClass().getSimpleName() + ": size=" + size() + " needed=" + block + " available=" + length);
        }
        if (expected != null && typeNumber() != expected.number() && (alternative == null || typeNumber() != alternative.number())) {
            throw new MalformedRecordException(getClass().getSimpleName() + ": type=" + typeNumber() + " expected=" + expected);
        }
    }

    public final int typeNumber() {
        return u16(TYPE_OFFSET);
    }

    /** Throws {@link MalformedRecordException} if the number names no type. */
    public final RecordType type() {
        return RecordType.of(typeNumber());
    }

    public final int size() {
        return u16(SIZE_OFFSET);
    }

    public final int slot() {
        return i32(SLOT_OFFSET);
    }

    public final int generation() {
        return i32(GENERATION_OFFSET);
    }

    public final SlotKey slotKey() {
        return new SlotKey(slot(), generation());
    }

    /** CLOCK_BOOTTIME, nanoseconds. */
    public final long time() {
        return i64(TIME_OFFSET);
    }

    public final long cgroupId() {
        return i64(CGROUP_ID_OFFSET);
    }
}
