// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Completeness;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.workload.Grouping;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * When a baseline counts as stable, what an operator's freeze needs, and whether a baseline freezes by itself.
 *
 * @param stableCoverage least sample coverage of every kind of item, 0 to 1
 * @param stableBound least coverage that the windows and starts can carry, 0 to 1
 * @param ready what a baseline needs before an operator freezes it without force
 * @param freeze empty: only an operator freezes
 * @param grouping which containers share a baseline
 * @param startFrozen a new version of a workload starts from the newest frozen baseline of that workload, and is frozen itself
 */
public record LearningRules(
        double stableCoverage, double stableBound, FreezeReadiness ready, Optional<FreezeRule> freeze, Grouping grouping, boolean startFrozen) {

    public static final LearningRules DEFAULT =
            new LearningRules(0.99, 0.95, FreezeReadiness.DEFAULT, Optional.empty(), Grouping.WORKLOAD, false);

    /**
     * Freezes what has come this far. A baseline that missed something never freezes by a rule.
     *
     * @param coverage least sample coverage of every kind of item, and least coverage that windows and starts can carry, 0 to 1
     * @param leastTime between the first thing seen and now
     * @param leastReplicas that were watched from their start
     */
    public record FreezeRule(double coverage, Duration leastTime, int leastReplicas) {

        public FreezeRule {
            requireShare("coverage", coverage);
            Objects.requireNonNull(leastTime, "leastTime");
        }
    }

    public LearningRules {
        requireShare("stableCoverage", stableCoverage);
        requireShare("stableBound", stableBound);
        Objects.requireNonNull(ready, "ready");
        Objects.requireNonNull(freeze, "freeze");
    }

    public LearningRules withFreeze(Optional<FreezeRule> rule) {
        return new LearningRules(stableCoverage, stableBound, ready, rule, grouping, startFrozen);
    }

    public LearningRules withGrouping(Grouping other) {
        return new LearningRules(stableCoverage, stableBound, ready, freeze, other, startFrozen);
    }

    public LearningRules withReady(FreezeReadiness other) {
        return new LearningRules(stableCoverage, stableBound, other, freeze, grouping, startFrozen);
    }

    public LearningRules withStartFrozen(boolean starts) {
        return new LearningRules(stableCoverage, stableBound, ready, freeze, grouping, starts);
    }

    /** How far a baseline that is not frozen has come. */
    BaselineState state(Baseline baseline) {
        boolean stable = baseline.partialReasons().isEmpty() && settled(Completeness.of(baseline), stableCoverage, stableBound);
        return stable ? BaselineState.STABLE : BaselineState.LEARNING;
    }

    /** Whether the configured rule freezes it. Who thaws a workload wants it to learn: from then on its time counts anew. */
    boolean freezes(Workload workload, long now) {
        Baseline baseline = workload.baseline();
        if (freeze.isEmpty() || !baseline.partialReasons().isEmpty()) {
            return false;
        }
        FreezeRule rule = freeze.get();
        Completeness completeness = Completeness.of(baseline);
        return completeness.starts() >= rule.leastReplicas()
                && now - Math.max(baseline.firstSeen(), workload.thawedAt()) >= rule.leastTime().toNanos()
                && settled(completeness, rule.coverage(), rule.coverage());
    }

    private static boolean settled(Completeness completeness, double coverage, double bound) {
        return completeness.covers(coverage) && completeness.atLeast().orElse(0) >= bound;
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + "=" + value + " is not between 0 and 1");
        }
    }
}
