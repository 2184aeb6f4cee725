// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.learn.StoreException;
import io.winnow.analyzer.workload.WorkloadId;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets workloads that had no container for a configured time, unless they are frozen; and versions of a workload without a container that are more
 * than are kept, frozen or not: a workload that is deployed each day has a new one each day. For one thread.
 */
final class Expiry {

    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Learner learner;
    private final Duration after;
    private final int keptVersions;
    private final LongSupplier nanoTime;
    private final long pause;
    private long checkedAt;

    /**
     * @param after zero: only versions are forgotten
     * @param keptVersions of each workload
     */
    Expiry(Learner learner, Duration after, int keptVersions, LongSupplier nanoTime) {
        this.learner = learner;
        this.after = after;
        this.keptVersions = keptVersions;
        this.nanoTime = nanoTime;
        this.pause = (after.isZero() || after.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : after).toNanos();
        this.checkedAt = nanoTime.getAsLong();
    }

    /** Looks if it is time. */
    void turn() {
        if (nanoTime.getAsLong() - checkedAt < pause) {
            return;
        }
        checkedAt = nanoTime.getAsLong();
        try {
            if (!after.isZero()) {
                forget(learner.idle(after), "no container for " + after.toSeconds() + " s");
            }
            forget(learner.versions().surplus(keptVersions), "more than " + keptVersions + " versions of it changed later");
        } catch (StoreException e) {
            LOG.warn("{}", e.getMessage()); // at the next turn again
        }
    }

    private void forget(List<WorkloadId> ids, String why) {
        for (WorkloadId id : ids) {
            learner.forget(id, Decision.RULE, why);
            LOG.info("workload {} is forgotten: {}", id, why);
        }
    }
}
