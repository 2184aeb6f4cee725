// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.Stage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Makes snapshots as the native library does, for tests. */
public final class SnapshotEncoder {

    private final List<ItemState> items = new ArrayList<>();
    private final ByteBuffer block = RecordEncoder.buffer(SnapshotFlyweight.BLOCK_LENGTH);

    private record ItemState(Item item, long count, long first, long last, int flags) {}

    public SnapshotEncoder(SlotKey slot, long cgroupId) {
        block.putInt(SnapshotFlyweight.SLOT_OFFSET, slot.index());
        block.putInt(SnapshotFlyweight.GENERATION_OFFSET, slot.generation());
        block.putLong(SnapshotFlyweight.CGROUP_ID_OFFSET, cgroupId);
    }

    /** One of the {@code *_OFFSET} of {@link SnapshotFlyweight}. */
    public SnapshotEncoder putInt(int offset, int value) {
        block.putInt(offset, value);
        return this;
    }

    /** One of the {@code *_OFFSET} of {@link SnapshotFlyweight}. */
    public SnapshotEncoder putLong(int offset, long value) {
        block.putLong(offset, value);
        return this;
    }

    /** A bitmap at {@link SnapshotFlyweight#SEEN_OFFSET}, {@code WINDOW_OFFSET} or {@code RUNTIME_CALLS_OFFSET}. */
    public SnapshotEncoder putWords(int offset, long[] words) {
        for (int i = 0; i < words.length; i++) {
            block.putLong(offset + i * Long.BYTES, words[i]);
        }
        return this;
    }

    public SnapshotEncoder seen(Stage stage, Abi abi, int nr) {
        return set(SnapshotFlyweight.SEEN_OFFSET, stage, abi, nr);
    }

    public SnapshotEncoder window(Stage stage, Abi abi, int nr) {
        return set(SnapshotFlyweight.WINDOW_OFFSET, stage, abi, nr);
    }

    private SnapshotEncoder set(int offset, Stage stage, Abi abi, int nr) {
        int at = offset + Layout.word(stage, abi, nr / Long.SIZE) * Long.BYTES;
        block.putLong(at, block.getLong(at) | 1L << nr);
        return this;
    }

    public SnapshotEncoder item(Item item, long count, long first, long last, int flags) {
        items.add(new ItemState(item, count, first, last, flags));
        return this;
    }

    public byte[] encode() {
        int size = SnapshotFlyweight.BLOCK_LENGTH + items.size() * ItemStateFlyweight.BLOCK_LENGTH;
        ByteBuffer bytes = RecordEncoder.buffer(size).put(0, block, 0, SnapshotFlyweight.BLOCK_LENGTH);
        bytes.putInt(SnapshotFlyweight.SIZE_OFFSET, size);
        bytes.putInt(SnapshotFlyweight.ITEM_COUNT_OFFSET, items.size());
        int at = SnapshotFlyweight.BLOCK_LENGTH;
        for (ItemState state : items) {
            RecordEncoder.item(bytes, at + ItemStateFlyweight.ITEM_OFFSET, state.item());
            bytes.putLong(at + ItemStateFlyweight.COUNT_OFFSET, state.count());
            bytes.putLong(at + ItemStateFlyweight.FIRST_OFFSET, state.first());
            bytes.putLong(at + ItemStateFlyweight.LAST_OFFSET, state.last());
            bytes.putInt(at + ItemStateFlyweight.FLAGS_OFFSET, state.flags());
            at += ItemStateFlyweight.BLOCK_LENGTH;
        }
        return bytes.array();
    }
}
