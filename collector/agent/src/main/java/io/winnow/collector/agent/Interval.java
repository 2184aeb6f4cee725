// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import java.time.Duration;

/** Says when it is time again. Times are {@code System.nanoTime()}'s. */
final class Interval {

    private final long nanos;
    private long due;

    /** First due one interval after {@code now}. */
    Interval(Duration length, long now) {
        this.nanos = length.toNanos();
        this.due = now + nanos;
    }

    /** True once for each interval; missed ones are not made up for. */
    boolean elapsed(long now) {
        if (now - due < 0) {
            return false;
        }
        due = now + nanos;
        return true;
    }
}
