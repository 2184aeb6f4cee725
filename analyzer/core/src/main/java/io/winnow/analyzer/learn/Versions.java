// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.workload.WorkloadId;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The versions of workloads, of one image digest each. For the learner's thread. */
public final class Versions {

    private final WorkloadCache cache;
    private final LearningRules rules;
    private final SlotOwners slotOwners;

    Versions(WorkloadCache cache, LearningRules rules, SlotOwners slotOwners) {
        this.cache = cache;
        this.rules = rules;
        this.slotOwners = slotOwners;
    }

    /** Those of one workload: the one that is known longest first. What cannot be read is left out. */
    public List<Workload> of(String name) {
        return cache.versions(name).stream()
                .flatMap(id -> cache.find(id).map(workload -> workload.view(rules)).stream())
                .sorted(Comparator.comparingLong(Workload::since))
                .toList();
    }

    /** Those without a container that are more than are kept of one workload: see {@link WorkloadCache#surplus}. */
    public List<WorkloadId> surplus(int kept) {
        Set<WorkloadId> running = slotOwners.runningWorkloads();
        return cache.surplus(kept).stream().filter(id -> !running.contains(id)).toList();
    }
}
