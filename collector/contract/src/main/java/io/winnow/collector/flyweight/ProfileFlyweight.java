// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import io.winnow.collector.record.Layout;
import java.nio.ByteBuffer;

/**
 * {@code struct winnow_profile}: counts and times of one system call in one slot.
 *
 * <pre>
 *   0 count, errors (2 × 8)   | 16 time (8)   | 24 latency (32 × 8)
 * </pre>
 */
public final class ProfileFlyweight extends Flyweight {

    public static final int COUNT_OFFSET = 0;
    public static final int ERRORS_OFFSET = 8;
    public static final int TIME_OFFSET = 16;
    public static final int LATENCY_OFFSET = 24;
    public static final int BLOCK_LENGTH = LATENCY_OFFSET + Layout.LATENCY_BUCKETS * Long.BYTES;

    public void wrap(ByteBuffer bytes, int at) {
        wrap("ProfileFlyweight", bytes, at, BLOCK_LENGTH, BLOCK_LENGTH);
    }

    /** Calls that returned. */
    public long count() {
        return i64(COUNT_OFFSET);
    }

    /** Of them, those that returned an errno. */
    public long errors() {
        return i64(ERRORS_OFFSET);
    }

    /** Sum, nanoseconds. */
    public long time() {
        return i64(TIME_OFFSET);
    }

    /** Calls in a bucket of {@link Layout#LATENCY_BUCKETS}. */
    public long latency(int bucket) {
        checkIndex("bucket", bucket, Layout.LATENCY_BUCKETS);
        return i64(LATENCY_OFFSET + bucket * Long.BYTES);
    }
}
