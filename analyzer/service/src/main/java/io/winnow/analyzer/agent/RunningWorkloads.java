// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.workload.WorkloadId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** The workloads that have containers now, for other threads than the analyzer's. */
public final class RunningWorkloads {

    private final Analyzer analyzer;

    public RunningWorkloads(Analyzer analyzer) {
        this.analyzer = analyzer;
    }

    /** By workload, the cgroups of its containers, as paths from the root of the hierarchies. */
    public CompletableFuture<SortedMap<WorkloadId, List<String>>> cgroups() {
        return analyzer.ask(() -> {
            SortedMap<WorkloadId, List<String>> cgroups = new TreeMap<>();
            analyzer.learner().eachRunning((container, id) -> cgroups.computeIfAbsent(id, each -> new ArrayList<>()).add(container.cgroupPath()));
            return cgroups;
        });
    }

    /** The paths of the programs that a workload was seen to execute, as its containers know them. */
    public CompletableFuture<SortedSet<String>> executed(WorkloadId id) {
        return analyzer.ask(() -> analyzer.learner().workload(id).map(workload -> Suggestions.executables(workload.baseline())).orElse(new TreeSet<>()));
    }
}
