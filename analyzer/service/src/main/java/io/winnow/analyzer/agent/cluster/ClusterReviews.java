// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.cluster;

import io.winnow.analyzer.agent.Review;
import io.winnow.analyzer.agent.Suggestions;
import io.winnow.analyzer.api.PendingDocument;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.api.cluster.ClusterWorkload;
import io.winnow.analyzer.api.cluster.ClusterWorkloads;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Decisions;
import io.winnow.analyzer.view.WorkloadDocuments;
import io.winnow.analyzer.violation.FrozenBaseline;
import java.util.List;

/**
 * What of a cluster's workloads waits for review, and of those that learn, what freezing them will hold for it. For one answer, however many workloads that is
 * about: what runtimes do is read once, and only if it is needed. For one thread.
 */
final class ClusterReviews {

    /** Of what is only tried, the time says nothing. */
    private static final Decision TRIED = new Decision(1, Decision.Action.FREEZE, Decision.RULE, 0);

    private final ClusterWorkloads cluster;
    private final Decisions decisions;
    private final Suggestions suggestions;
    private final WorkloadDocuments documents = new WorkloadDocuments();
    private RuntimeCallSets calls;

    ClusterReviews(ClusterWorkloads cluster, Decisions decisions, Suggestions suggestions) {
        this.cluster = cluster;
        this.decisions = decisions;
        this.suggestions = suggestions;
    }

    /** What the runtimes of all workloads do. */
    RuntimeCallSets calls() {
        if (calls == null) {
            calls = cluster.runtimeCalls();
        }
        return calls;
    }

    Review of(ClusterWorkload known) {
        Workload frozen = frozen(known);
        return new Review(frozen, new FrozenBaseline(frozen.baseline(), suggestions.implicitAllowances(frozen, calls())), known.alone());
    }

    PendingDocument document(ClusterWorkload known) {
        return of(known).document(decisions.judged(known.workload()).state());
    }

    WorkloadSummary summary(ClusterWorkload known) {
        int pending = frozen(known).reviewDue() ? of(known).size() : 0;
        return documents.summary(decisions.judged(known.workload()), 0, pending);
    }

    /** What one of many did alone, in words. */
    List<String> alone(ClusterWorkload known) {
        if (known.alone().isEmpty()) {
            return List.of();
        }
        String then = known.workload().frozen() ? "; it waits for review" : "; the profile lacks it, and freezing holds it for review";
        return of(known).alone().stream().map(line -> line + then).toList();
    }

    /** The workload that a profile is made of: what freezing will hold for review is not in it. */
    Workload advised(ClusterWorkload known) {
        Workload workload = known.workload();
        return workload.frozen() || known.alone().isEmpty() ? workload
                : new Workload(workload.id(), workload.state(), frozen(known).baseline(), Baseline.EMPTY, 0, workload.decisions());
    }

    /** As it is, or as freezing makes it. */
    private Workload frozen(ClusterWorkload known) {
        return known.workload().frozen() ? known.workload() : decisions.freezeWithout(known.workload(), known.alone().keySet(), TRIED);
    }
}
