// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/** Other people's tracing programs on this host: they cost too, and come and go. */
final class Neighbours {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long POLL_NANOS = 50_000_000;

    private final IntSupplier tracingLinks;
    private int least = Integer.MAX_VALUE;
    private int tolerated;

    /** @param tracingLinks how many tracing programs of any owner are attached */
    Neighbours(IntSupplier tracingLinks) {
        this.tracingLinks = tracingLinks;
    }

    /** Waits a while for those to go that are not always there. Returns how many are; nothing of our own may be attached. */
    int await() {
        long end = System.nanoTime() + PATIENCE_NANOS;
        int now = count();
        while (now > least && System.nanoTime() < end) {
            LockSupport.parkNanos(POLL_NANOS);
            now = count();
        }
        return now;
    }

    /** So many were there in all rounds of a measurement: the report says so. */
    void tolerate(int count) {
        tolerated = Math.max(tolerated, count);
    }

    int tolerated() {
        return tolerated;
    }

    /** How many there are now; nothing of our own may be attached. */
    int count() {
        int now = tracingLinks.getAsInt();
        least = Math.min(least, now);
        return now;
    }
}
