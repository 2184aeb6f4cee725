// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.learn.Learner;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the learner ask, from time to time, for the names of workloads that were not known when their containers appeared. For one thread. */
final class LateNames {

    private static final Logger LOG = LoggerFactory.getLogger(LateNames.class);
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private final Learner learner;
    private final LongSupplier nanoTime;
    private long askedAt;

    LateNames(Learner learner, LongSupplier nanoTime) {
        this.learner = learner;
        this.nanoTime = nanoTime;
        this.askedAt = nanoTime.getAsLong();
    }

    /** Asks if it is time. */
    void turn() {
        if (nanoTime.getAsLong() - askedAt < PAUSE) {
            return;
        }
        askedAt = nanoTime.getAsLong();
        int arrived = learner.renameArrived();
        if (arrived > 0) {
            LOG.info("{} workloads got their final names", arrived);
        }
    }
}
