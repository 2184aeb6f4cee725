// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import java.util.concurrent.TimeUnit;

/**
 * How many reports of one kind a container may cause: a token bucket over the time of its events, so that a replay decides the same. No container takes the
 * detector, the outbox and the broker from the others.
 */
final class ReportBudget {

    /** Reports at once. */
    static final int BURST = 2_000;

    /** Reports a second from then on. */
    static final int PER_SECOND = 1_000;

    private static final long NANOS_PER_REPORT = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

    /** Time up to which the budget is used: a burst ahead of the events it is empty. */
    private long used = Long.MIN_VALUE;

    /**
     * Takes one report out of the budget; false if there is none left.
     *
     * @param now wall time of the event, nanoseconds since 1970; one that goes back is harmless
     */
    boolean take(long now) {
        long full = now - BURST * NANOS_PER_REPORT;
        long next = Math.max(used, full) + NANOS_PER_REPORT;
        if (next > now) {
            return false;
        }
        used = next;
        return true;
    }
}
