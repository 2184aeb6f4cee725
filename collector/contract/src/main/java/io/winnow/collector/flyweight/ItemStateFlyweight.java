// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import io.winnow.collector.record.ItemFlags;
import java.nio.ByteBuffer;

/**
 * {@code struct winnow_item_state}: an item in a snapshot.
 *
 * <pre>
 *    0 item (16)     | 16 count    | 24 first    | 32 last    | 40 tgid, flags
 * </pre>
 */
public final class ItemStateFlyweight extends Flyweight {

    public static final int ITEM_OFFSET = 0;
    public static final int COUNT_OFFSET = 16;
    public static final int FIRST_OFFSET = 24;
    public static final int LAST_OFFSET = 32;
    public static final int TGID_OFFSET = 40;
    public static final int FLAGS_OFFSET = 44;
    public static final int BLOCK_LENGTH = 48;

    private final ItemFlyweight item = new ItemFlyweight();

    public void wrap(ByteBuffer bytes, int at) {
        wrap("ItemStateFlyweight", bytes, at, BLOCK_LENGTH, BLOCK_LENGTH);
    }

    /** The item's view, moved along with this one. */
    public ItemFlyweight item() {
        item.wrap(buffer, offset + ITEM_OFFSET);
        return item;
    }

    public long count() {
        return i64(COUNT_OFFSET);
    }

    /** CLOCK_BOOTTIME, nanoseconds; so is {@link #last()}. */
    public long first() {
        return i64(FIRST_OFFSET);
    }

    public long last() {
        return i64(LAST_OFFSET);
    }

    /** Of the first observation, as the host sees it. */
    public int tgid() {
        return i32(TGID_OFFSET);
    }

    /** {@link ItemFlags} bits. */
    public int flags() {
        return i32(FLAGS_OFFSET);
    }
}
