// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.nio.ByteBuffer;

/**
 * {@code struct winnow_item}: the key of an item within its slot.
 *
 * <pre>
 *   0      1      2      3      4               8                              16
 *   | kind | abi  | stage| arg  | nr            | detail                        |
 * </pre>
 */
public final class ItemFlyweight extends Flyweight {

    public static final int KIND_OFFSET = 0;
    public static final int ABI_OFFSET = 1;
    public static final int STAGE_OFFSET = 2;
    public static final int ARG_OFFSET = 3;
    public static final int NR_OFFSET = 4;
    public static final int DETAIL_OFFSET = 8;
    public static final int BLOCK_LENGTH = 16;

    public void wrap(ByteBuffer bytes, int at) {
        wrap("ItemFlyweight", bytes, at, BLOCK_LENGTH, BLOCK_LENGTH);
    }

    public ItemKind kind() {
        return ItemKind.of(u8(KIND_OFFSET));
    }

    public Abi abi() {
        return Abi.of(u8(ABI_OFFSET));
    }

    public Stage stage() {
        return Stage.of(u8(STAGE_OFFSET));
    }

    public int arg() {
        return u8(ARG_OFFSET);
    }

    public int nr() {
        return i32(NR_OFFSET);
    }

    public long detail() {
        return i64(DETAIL_OFFSET);
    }

    /** A copy that outlives the buffer. */
    public Item item() {
        return new Item(kind(), abi(), stage(), arg(), nr(), detail());
    }
}
