// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import io.winnow.collector.record.Layout;
import io.winnow.collector.record.UntrustedText;
import java.nio.ByteBuffer;

/**
 * {@code struct winnow_actor}: who did it.
 *
 * <pre>
 *   0               4               8               12             16
 *   | tgid          | tid           | container_tgid| uid           |
 *   | gid           | pad           | comm …                        |
 * </pre>
 */
public final class ActorFlyweight extends Flyweight {

    public static final int TGID_OFFSET = 0;
    public static final int TID_OFFSET = 4;
    public static final int CONTAINER_TGID_OFFSET = 8;
    public static final int UID_OFFSET = 12;
    public static final int GID_OFFSET = 16;
    public static final int PAD_OFFSET = 20;
    public static final int COMM_OFFSET = 24;
    public static final int BLOCK_LENGTH = 40;

    public void wrap(ByteBuffer bytes, int at) {
        wrap("ActorFlyweight", bytes, at, BLOCK_LENGTH, BLOCK_LENGTH);
    }

    /** As the host sees it. */
    public int tgid() {
        return i32(TGID_OFFSET);
    }

    public int tid() {
        return i32(TID_OFFSET);
    }

    /** As its own pid namespace sees it. */
    public int containerTgid() {
        return i32(CONTAINER_TGID_OFFSET);
    }

    /** In the initial user namespace, unsigned. */
    public long uid() {
        return Integer.toUnsignedLong(i32(UID_OFFSET));
    }

    public long gid() {
        return Integer.toUnsignedLong(i32(GID_OFFSET));
    }

    /** Untrusted: the task chose it. */
    public String comm() {
        return UntrustedText.decode(buffer, offset + COMM_OFFSET, Layout.COMM_MAX);
    }
}
