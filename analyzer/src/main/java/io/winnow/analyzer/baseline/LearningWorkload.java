// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import java.util.function.Consumer;

/** A workload that evidence comes in for. Once frozen, its baseline is left alone: evidence of something else is held for review. */
final class LearningWorkload {

    private final WorkloadId id;
    private BaselineBuilder learned;
    private Baseline frozen;
    private Scope scope;
    private Baseline pending;
    private long frozenAt;
    private boolean changed;

    /** A new one. */
    LearningWorkload(WorkloadId id) {
        this.id = id;
        learned = new BaselineBuilder();
        pending = Baseline.EMPTY;
        changed = true;
    }

    /** One that was stored. */
    LearningWorkload(Workload stored) {
        this(stored.id());
        learned.join(stored.baseline());
        changed = false;
        if (stored.frozen()) {
            hold(stored.baseline(), stored.frozenAt());
            pending = stored.pending();
        }
    }

    void learn(Consumer<BaselineBuilder> evidence) {
        if (frozen == null) {
            evidence.accept(learned);
            changed = true;
            return;
        }
        BaselineBuilder later = new BaselineBuilder();
        evidence.accept(later);
        Baseline news = pending.join(scope.beyond(later.build()));
        if (!news.equals(pending)) {
            pending = news;
            changed = true;
        }
    }

    /** @param now wall time, nanoseconds since 1970 */
    void freeze(long now) {
        if (frozen == null) {
            hold(learned.build(), now);
            changed = true;
        }
    }

    /** Takes what was held for review into the frozen baseline. */
    void acceptPending() {
        if (frozen != null && !pending.equals(Baseline.EMPTY)) {
            hold(frozen.join(pending), frozenAt);
            pending = Baseline.EMPTY;
            changed = true;
        }
    }

    /** Goes back to learning, with what was held for review. */
    void thaw() {
        if (frozen != null) {
            learned = new BaselineBuilder().join(frozen).join(pending);
            frozen = null;
            scope = null;
            pending = Baseline.EMPTY;
            frozenAt = 0;
            changed = true;
        }
    }

    Workload view(LearningRules rules) {
        Baseline baseline = frozen == null ? learned.build() : frozen;
        BaselineState state = frozen == null ? rules.state(baseline) : BaselineState.FROZEN;
        return new Workload(id, state, baseline, pending, frozenAt);
    }

    boolean frozen() {
        return frozen != null;
    }

    /** Whether there is something that is not stored. */
    boolean changed() {
        return changed;
    }

    void stored() {
        changed = false;
    }

    private void hold(Baseline baseline, long since) {
        frozen = baseline;
        scope = new Scope(baseline);
        frozenAt = since;
        learned = null;
    }
}
