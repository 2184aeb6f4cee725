// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import io.winnow.collector.record.Layout;
import io.winnow.collector.record.UntrustedText;
import java.nio.ByteBuffer;

/**
 * {@code struct winnow_ancestor}: a process above the one that acted.
 *
 * <pre>
 *   0               4               8                              16
 *   | tgid          | container_tgid| started                      |
 *   | comm …                                                       |
 * </pre>
 */
public final class AncestorFlyweight extends Flyweight {

    public static final int TGID_OFFSET = 0;
    public static final int CONTAINER_TGID_OFFSET = 4;
    public static final int STARTED_OFFSET = 8;
    public static final int COMM_OFFSET = 16;
    public static final int BLOCK_LENGTH = 32;

    public void wrap(ByteBuffer bytes, int at) {
        wrap("AncestorFlyweight", bytes, at, BLOCK_LENGTH, BLOCK_LENGTH);
    }

    /** As the host sees it; 0 if there is no such ancestor. */
    public int tgid() {
        return i32(TGID_OFFSET);
    }

    /** As the pid namespace of the process that acted sees it; 0 if the ancestor is outside the container. */
    public int containerTgid() {
        return i32(CONTAINER_TGID_OFFSET);
    }

    /** CLOCK_BOOTTIME, nanoseconds. */
    public long started() {
        return i64(STARTED_OFFSET);
    }

    /** Untrusted: the process chose it. */
    public String comm() {
        return UntrustedText.decode(buffer, offset + COMM_OFFSET, Layout.COMM_MAX);
    }
}
