// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.MalformedRecordException;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.record.SlotNote;
import io.winnow.collector.record.SnapshotFlags;
import io.winnow.collector.record.Stage;
import java.nio.ByteBuffer;

/**
 * {@code struct winnow_snapshot} and the items after it: the absolute state of a slot.
 *
 * <pre>
 *     0 size, slot          |  8 time           | 16 cgroup_id       | 24 generation, flags
 *    32 mode, notes         | 40 window_number, item_count          | 48 window_opened
 *    56 created             | 64 entrypoint     | 72 serving         | 80 produced
 *    88 lost (5 × 8)        | 128 seen (864)    | 992 window (864)   | 1856 runtime_calls (144)
 *  2000 items (48 each)
 * </pre>
 */
public final class SnapshotFlyweight extends Flyweight {

    public static final int SIZE_OFFSET = 0;
    public static final int SLOT_OFFSET = 4;
    public static final int TIME_OFFSET = 8;
    public static final int CGROUP_ID_OFFSET = 16;
    public static final int GENERATION_OFFSET = 24;
    public static final int FLAGS_OFFSET = 28;
    public static final int MODE_OFFSET = 32;
    public static final int NOTES_OFFSET = 36;
    public static final int WINDOW_NUMBER_OFFSET = 40;
    public static final int ITEM_COUNT_OFFSET = 44;
    public static final int WINDOW_OPENED_OFFSET = 48;
    public static final int CREATED_OFFSET = 56;
    public static final int ENTRYPOINT_OFFSET = 64;
    public static final int SERVING_OFFSET = 72;
    public static final int PRODUCED_OFFSET = 80;
    public static final int LOST_OFFSET = 88;
    public static final int SEEN_OFFSET = 128;
    public static final int WINDOW_OFFSET = SEEN_OFFSET + Layout.BITMAP_BYTES;
    public static final int RUNTIME_CALLS_OFFSET = WINDOW_OFFSET + Layout.BITMAP_BYTES;
    public static final int BLOCK_LENGTH = RUNTIME_CALLS_OFFSET + Layout.RUNTIME_CALL_SETS * Layout.WORDS * Long.BYTES;

    private final ItemStateFlyweight state = new ItemStateFlyweight();

    /**
     * Points this view at a snapshot.
     *
     * @throws MalformedRecordException if size and item count do not agree with each other or with {@code length}
     */
    public void wrap(ByteBuffer bytes, int at, int length) {
        wrap("SnapshotFlyweight", bytes, at, length, BLOCK_LENGTH);
        long items = Integer.toUnsignedLong(i32(ITEM_COUNT_OFFSET));
        long needed = BLOCK_LENGTH + items * ItemStateFlyweight.BLOCK_LENGTH;
        if (Integer.toUnsignedLong(i32(SIZE_OFFSET)) != needed || needed > length) {
            throw new MalformedRecordException("SnapshotFlyweight: size=" + Integer.toUnsignedString(i32(SIZE_OFFSET))
                    + " item_count=" + items + " needed=" + needed + " available=" + length);
        }
    }

    public int size() {
        return i32(SIZE_OFFSET);
    }

    public int slot() {
        return i32(SLOT_OFFSET);
    }

    public int generation() {
        return i32(GENERATION_OFFSET);
    }

    public SlotKey slotKey() {
        return new SlotKey(slot(), generation());
    }

    /** CLOCK_BOOTTIME, nanoseconds; so are the other times, where 0 means "not yet". */
    public long time() {
        return i64(TIME_OFFSET);
    }

    public long cgroupId() {
        return i64(CGROUP_ID_OFFSET);
    }

    /** {@link SnapshotFlags} bits. */
    public int flags() {
        return i32(FLAGS_OFFSET);
    }

    /** {@link SlotMode} bits. */
    public int mode() {
        return i32(MODE_OFFSET);
    }

    /** {@link SlotNote} bits. */
    public int notes() {
        return i32(NOTES_OFFSET);
    }

    /** 1 for the first window. */
    public int windowNumber() {
        return i32(WINDOW_NUMBER_OFFSET);
    }

    public int itemCount() {
        return i32(ITEM_COUNT_OFFSET);
    }

    public long windowOpened() {
        return i64(WINDOW_OPENED_OFFSET);
    }

    public long created() {
        return i64(CREATED_OFFSET);
    }

    public long entrypoint() {
        return i64(ENTRYPOINT_OFFSET);
    }

    public long serving() {
        return i64(SERVING_OFFSET);
    }

    /** Records that the slot tried to send. */
    public long produced() {
        return i64(PRODUCED_OFFSET);
    }

    public long lost(Loss reason) {
        return i64(LOST_OFFSET + reason.number() * Long.BYTES);
    }

    /** Word {@code word} of the set of system calls ever seen: bit b stands for number 64 × word + b. */
    public long seen(Stage stage, Abi abi, int word) {
        return i64(SEEN_OFFSET + Layout.word(stage, abi, word) * Long.BYTES);
    }

    /** The same of the window that this snapshot closes. */
    public long window(Stage stage, Abi abi, int word) {
        return i64(WINDOW_OFFSET + Layout.word(stage, abi, word) * Long.BYTES);
    }

    /** The same of what the runtime did behind its filter; x86_64 numbers. */
    public long runtimeCalls(RuntimeCallsKind kind, int word) {
        checkIndex("word", word, Layout.WORDS);
        return i64(RUNTIME_CALLS_OFFSET + (kind.number() * Layout.WORDS + word) * Long.BYTES);
    }

    /** A view of one item; the next call moves it. */
    public ItemStateFlyweight item(int index) {
        checkIndex("item", index, itemCount());
        state.wrap(buffer, offset + BLOCK_LENGTH + index * ItemStateFlyweight.BLOCK_LENGTH);
        return state;
    }
}
