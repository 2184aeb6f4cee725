// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.SlotKey;
import java.nio.ByteBuffer;

/**
 * {@code struct winnow_profile_key}: what an entry of a slot's profile counts.
 *
 * <pre>
 *   0               4               8       10  11  12             16
 *   | slot          | generation    | nr    |abi|pad| error         |
 * </pre>
 */
public final class ProfileKeyFlyweight extends Flyweight {

    public static final int SLOT_OFFSET = 0;
    public static final int GENERATION_OFFSET = 4;
    public static final int NR_OFFSET = 8;
    public static final int ABI_OFFSET = 10;
    public static final int PAD_OFFSET = 11;
    public static final int ERROR_OFFSET = 12;
    public static final int BLOCK_LENGTH = 16;

    public void wrap(ByteBuffer bytes, int at) {
        wrap("ProfileKeyFlyweight", bytes, at, BLOCK_LENGTH, BLOCK_LENGTH);
    }

    public SlotKey slotKey() {
        return new SlotKey(i32(SLOT_OFFSET), i32(GENERATION_OFFSET));
    }

    /** {@link Layout#SYSCALLS}: out of range. */
    public int nr() {
        return u16(NR_OFFSET);
    }

    public Abi abi() {
        return Abi.of(u8(ABI_OFFSET));
    }

    /** 0: all calls of this number. Else an errno, positive, and only the count of those that it ended is there. */
    public int error() {
        return i32(ERROR_OFFSET);
    }
}
