// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/** Wall time as all records and documents have it: nanoseconds since 1970, of the years 1678 to 2261. */
public final class WallTime {

    public static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private WallTime() {}

    /** Now, by that clock. */
    public static long nanos(Clock clock) {
        return nanos(clock.instant());
    }

    /** @throws ArithmeticException for other years */
    public static long nanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
    }

    public static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }

    /** For people and documents: to the millisecond. */
    public static Instant millis(long nanos) {
        return instant(nanos).truncatedTo(ChronoUnit.MILLIS);
    }
}
