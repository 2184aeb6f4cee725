// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api.cluster;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.workload.WorkloadId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** The workloads of a cluster as its hubs know them, and where decisions for all nodes are made. For any thread. */
public interface ClusterWorkloads {

    /** All of them, in no order that matters. */
    List<ClusterWorkload> all();

    /** The ids of all of them, which cost less. */
    List<WorkloadId> ids();

    Optional<ClusterWorkload> find(WorkloadId id);

    /** What the runtimes do that they were seen under, on any node. */
    RuntimeCallSets runtimeCalls();

    /**
     * Has a decision made, and waits until all hubs know it.
     *
     * @param about the items that are accepted or rejected; or the baseline that it is frozen with, empty if that is its own
     * @return the workload as it is then; empty if it was forgotten
     * @throws io.winnow.analyzer.api.FaultException if it is not made in time
     */
    Optional<ClusterWorkload> decide(WorkloadId id, Decision decision, Baseline about);

    /** How many reports of nodes were refused since the start, by reason. */
    SortedMap<String, Long> refused();

    /** Where they come from, for operators. */
    String description();

    /** Why they cannot be asked for now, in a sentence; empty if they can. */
    Optional<String> failing();
}
