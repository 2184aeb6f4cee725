// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.api.FleetDocument;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.finding.PendingFindings;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.view.FleetShare;
import io.winnow.analyzer.view.WorkloadDocuments;
import io.winnow.analyzer.violation.FrozenBaseline;
import io.winnow.analyzer.workload.WorkloadId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * The list of all workloads, however many. The analyzer's thread only says what there is and which of it has changed, and hands out what
 * is in memory, a few at a time; what is not is read from the disk, and all of it is summed up, on a thread of this one's own. What
 * did not change is not looked at again.
 */
final class Listing {

    private final Analyzer analyzer;
    private final WorkloadReader workloads;
    private final Suggestions suggestions;
    private final WorkloadDocuments documents = new WorkloadDocuments();
    private final Map<WorkloadId, Known> known = new HashMap<>();
    private final Executor executor = SideThread.named("winnow-listing");

    private record Known(long revision, WorkloadSummary summary, FleetShare share) {}

    private record Line(WorkloadId id, long revision, int containers, boolean provisional) {}

    private record Overview(List<Line> lines, RuntimeCallSets runtimeCallSets, PendingFindings findings) {}

    Listing(Analyzer analyzer, Suggestions suggestions) {
        this.analyzer = analyzer;
        this.workloads = new WorkloadReader(analyzer);
        this.suggestions = suggestions;
    }

    CompletableFuture<List<WorkloadSummary>> list() {
        return analyzer.ask(this::overview).thenApplyAsync(this::summaries, executor);
    }

    /** What all of them use together. */
    CompletableFuture<FleetDocument> fleet() {
        return analyzer.ask(this::overview).thenApplyAsync(overview -> {
            look(overview);
            return FleetShare.sum(known.values().stream().map(Known::share).toList());
        }, executor);
    }

    private Overview overview() {
        Learner learner = analyzer.learner();
        Map<WorkloadId, Integer> running = learner.running();
        return new Overview(
                learner.ids().stream().map(id -> new Line(id, learner.revision(id), running.getOrDefault(id, 0), learner.provisional(id))).toList(), learner.runtimeCallSets(),
                analyzer.findings().findings().pending());
    }

    private List<WorkloadSummary> summaries(Overview overview) {
        look(overview);
        List<WorkloadSummary> summaries = new ArrayList<>();
        for (Line line : overview.lines()) {
            Known current = known.get(line.id());
            if (current != null) {
                summaries.add(current.summary().current(line.containers(), line.provisional(), overview.findings().of(line.id())));
            }
        }
        return summaries;
    }

    private void look(Overview overview) {
        known.keySet().retainAll(overview.lines().stream().map(Line::id).collect(Collectors.toSet()));
        Map<WorkloadId, Long> stale = new LinkedHashMap<>();
        overview.lines().stream().filter(line -> !isCurrent(line)).forEach(line -> stale.put(line.id(), line.revision()));
        workloads.read(List.copyOf(stale.keySet()), (id, workload) -> refresh(id, stale.get(id), workload, overview.runtimeCallSets()));
    }

    private boolean isCurrent(Line line) {
        Known before = known.get(line.id());
        return before != null && before.revision() == line.revision();
    }

    private void refresh(WorkloadId id, long revision, Optional<Workload> workload, RuntimeCallSets runtimeCallSets) {
        workload.ifPresentOrElse(
                found -> known.put(id, new Known(revision, documents.summary(found, 0, pending(found, runtimeCallSets)), FleetShare.of(found))),
                () -> known.remove(id));
    }

    private int pending(Workload workload, RuntimeCallSets runtimeCallSets) {
        return workload.reviewDue()
                ? new Review(workload, new FrozenBaseline(workload.baseline(), suggestions.implicitAllowances(workload, runtimeCallSets))).size()
                : 0;
    }
}
