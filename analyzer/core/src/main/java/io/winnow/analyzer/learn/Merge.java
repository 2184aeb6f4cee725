// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Scope;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.workload.WorkloadId;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins what several hosts learned of one workload. The result is frozen only if all are: each of them then has an operator's approval.
 * Otherwise it learns, and what some host holds for review stays out of it, because no operator has approved that.
 *
 * @param workload the least that holds all
 * @param reviewLeftOut whether something was held for review and is not in it
 */
public record Merge(Workload workload, boolean reviewLeftOut) {

    /**
     * @param workloads at least one
     * @throws IllegalArgumentException if they are not of one workload; the message names two that differ
     */
    public static Merge of(List<Workload> workloads) {
        WorkloadId id = workloads.get(0).id();
        Baseline baseline = Baseline.EMPTY;
        Baseline pending = Baseline.EMPTY;
        boolean frozen = true;
        long frozenAt = 0;
        List<Decision> decisions = new ArrayList<>();
        for (Workload workload : workloads) {
            if (!workload.id().equals(id)) {
                throw new IllegalArgumentException("workload " + workload.id() + " is not " + id);
            }
            baseline = baseline.join(workload.baseline());
            pending = pending.join(workload.pending());
            frozen &= workload.frozen();
            frozenAt = Math.max(frozenAt, workload.frozenAt());
            decisions.addAll(workload.decisions());
        }
        if (frozen) {
            return new Merge(new Workload(id, BaselineState.FROZEN, baseline, beyond(baseline, pending), frozenAt, decisions), false);
        }
        boolean left = !beyond(baseline, pending).items().isEmpty();
        return new Merge(new Workload(id, BaselineState.LEARNING, baseline, Baseline.EMPTY, 0, decisions), left);
    }

    /** What one host holds for review and another has in its baseline needs no review any more. */
    private static Baseline beyond(Baseline baseline, Baseline pending) {
        return new Scope(baseline).beyond(pending);
    }
}
