// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.learn.StoreException;
import io.winnow.analyzer.workload.WorkloadId;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets workloads that had no container for a configured time. A frozen workload is never forgotten by a rule. For one thread. */
final class Expiry {

    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Learner learner;
    private final Duration after;
    private final LongSupplier nanoTime;
    private final long pause;
    private long checkedAt;

    /** @param after zero: nothing expires */
    Expiry(Learner learner, Duration after, LongSupplier nanoTime) {
        this.learner = learner;
        this.after = after;
        this.nanoTime = nanoTime;
        this.pause = (after.compareTo(LONGEST_PAUSE) < 0 ? after : LONGEST_PAUSE).toNanos();
        this.checkedAt = nanoTime.getAsLong();
    }

    /** Looks if it is time. */
    void turn() {
        if (after.isZero() || nanoTime.getAsLong() - checkedAt < pause) {
            return;
        }
        checkedAt = nanoTime.getAsLong();
        for (WorkloadId id : learner.idle(after)) {
            try {
                learner.forget(id, Decision.RULE, "no container for " + after.toSeconds() + " s");
                LOG.info("workload {} had no container for {} s: forgotten", id, after.toSeconds());
            } catch (StoreException e) {
                LOG.warn("{}", e.getMessage());
                return; // at the next turn again
            }
        }
    }
}
