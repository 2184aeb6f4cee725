// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.violation.FrozenBaseline;
import io.winnow.analyzer.workload.WorkloadId;
import java.util.ArrayList;
import java.util.HashMap;
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

    /** Workloads that are handed out between two turns of the analyzer. */
    private static final int SLICE = 16;

    private final Analyzer analyzer;
    private final Suggestions suggestions;
    private final WorkloadDocuments documents = new WorkloadDocuments();
    private final Map<WorkloadId, Known> known = new HashMap<>();
    private final Executor executor = SideThread.named("winnow-listing");

    private record Known(long revision, WorkloadSummary summary) {}

    private record Line(WorkloadId id, long revision, int containers, boolean provisional) {}

    private record Overview(List<Line> lines, RuntimeCallSets runtimeCallSets) {}

    Listing(Analyzer analyzer, Suggestions suggestions) {
        this.analyzer = analyzer;
        this.suggestions = suggestions;
    }

    CompletableFuture<List<WorkloadSummary>> list() {
        return analyzer.ask(this::overview).thenApplyAsync(this::summaries, executor);
    }

    private Overview overview() {
        Learner learner = analyzer.learner();
        Map<WorkloadId, Integer> running = learner.running();
        return new Overview(
                learner.ids().stream().map(id -> new Line(id, learner.revision(id), running.getOrDefault(id, 0), learner.provisional(id))).toList(), learner.runtimeCallSets());
    }

    private List<WorkloadSummary> summaries(Overview overview) {
        known.keySet().retainAll(overview.lines().stream().map(Line::id).collect(Collectors.toSet()));
        List<Line> stale = overview.lines().stream().filter(line -> !isCurrent(line)).toList();
        for (int from = 0; from < stale.size(); from += SLICE) {
            refresh(stale.subList(from, Math.min(stale.size(), from + SLICE)), overview.runtimeCallSets());
        }
        List<WorkloadSummary> summaries = new ArrayList<>();
        for (Line line : overview.lines()) {
            Known current = known.get(line.id());
            if (current != null) {
                summaries.add(current.summary().current(line.containers(), line.provisional()));
            }
        }
        return summaries;
    }

    private boolean isCurrent(Line line) {
        Known before = known.get(line.id());
        return before != null && before.revision() == line.revision();
    }

    private void refresh(List<Line> lines, RuntimeCallSets runtimeCallSets) {
        List<Optional<Workload>> loaded =
                analyzer.ask(() -> lines.stream().map(line -> analyzer.learner().loaded(line.id())).toList()).join();
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            Optional<Workload> workload = loaded.get(i).or(() -> analyzer.learner().stored(line.id()));
            workload.ifPresentOrElse(
                    found -> known.put(line.id(), new Known(line.revision(), documents.summary(found, 0, pending(found, runtimeCallSets)))),
                    () -> known.remove(line.id())); // the log says why
        }
    }

    private int pending(Workload workload, RuntimeCallSets runtimeCallSets) {
        return workload.reviewDue()
                ? new Review(workload, new FrozenBaseline(workload.baseline(), suggestions.implicitAllowances(workload, runtimeCallSets))).size()
                : 0;
    }
}
