// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * When a baseline counts as stable, and whether one freezes by itself.
 *
 * @param stableCoverage least sample coverage of every kind of item, 0 to 1
 * @param stableWindows least number of windows, over all replicas
 * @param freeze empty: only an operator freezes
 * @param grouping which containers share a baseline
 */
public record LearningRules(double stableCoverage, int stableWindows, Optional<FreezeRule> freeze, Grouping grouping) {

    public static final LearningRules DEFAULT = new LearningRules(0.99, 10, Optional.empty(), Grouping.WORKLOAD);

    /**
     * Freezes what has come this far. A baseline that missed something never freezes by a rule.
     *
     * @param coverage least sample coverage of every kind of item, 0 to 1
     * @param leastTime between the first thing seen and now
     * @param leastReplicas that were watched
     */
    public record FreezeRule(double coverage, Duration leastTime, int leastReplicas) {

        public FreezeRule {
            requireShare("coverage", coverage);
            Objects.requireNonNull(leastTime, "leastTime");
        }
    }

    public LearningRules {
        requireShare("stableCoverage", stableCoverage);
        Objects.requireNonNull(freeze, "freeze");
    }

    public LearningRules withFreeze(Optional<FreezeRule> rule) {
        return new LearningRules(stableCoverage, stableWindows, rule, grouping);
    }

    public LearningRules withGrouping(Grouping other) {
        return new LearningRules(stableCoverage, stableWindows, freeze, other);
    }

    /** How far a baseline that is not frozen has come. */
    BaselineState state(Baseline baseline) {
        boolean stable = baseline.partialReasons().isEmpty() && settled(baseline, stableCoverage);
        return stable ? BaselineState.STABLE : BaselineState.LEARNING;
    }

    /** Whether the configured rule freezes it. Who thaws a workload wants it to learn: from then on its time counts anew. */
    boolean freezes(Workload workload, long now) {
        Baseline baseline = workload.baseline();
        if (freeze.isEmpty() || !baseline.partialReasons().isEmpty()) {
            return false;
        }
        FreezeRule rule = freeze.get();
        return baseline.replicas().size() >= rule.leastReplicas()
                && now - Math.max(baseline.firstSeen(), workload.thawedAt()) >= rule.leastTime().toNanos()
                && settled(baseline, rule.coverage());
    }

    private boolean settled(Baseline baseline, double coverage) {
        Completeness completeness = Completeness.of(baseline);
        return completeness.windows() >= stableWindows && completeness.covers(coverage);
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + "=" + value + " is not between 0 and 1");
        }
    }
}
