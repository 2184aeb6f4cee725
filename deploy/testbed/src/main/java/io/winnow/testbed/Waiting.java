// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for conditions of the outside world. */
public final class Waiting {

    /** How long a test waits for what must come. A test that passes waits for much less; what is late on a busy machine is no fault. */
    public static final Duration LIMIT = Duration.ofMinutes(2);

    private static final Duration POLL = Duration.ofMillis(20);

    private Waiting() {
    }

    /** Waits until it holds. @throws IllegalStateException if that takes too long */
    public static void until(String what, Duration limit, BooleanSupplier condition) {
        if (!holds(limit, condition)) {
            throw new IllegalStateException("no " + what + " within " + limit.toMillis() + " ms");
        }
    }

    /** Whether it comes to hold within the limit; false also for an interrupted thread. */
    public static boolean holds(Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
