// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.RuntimeCalls;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.record.RuntimeCallsKind;
import java.util.Map;
import java.util.Optional;

/**
 * What is stored of a slot's slot owner.
 *
 * @param container empty while it is not known
 * @param workload of the container, as it was named then; empty while the container is not known, and in older checkpoints
 * @param early what was seen before it was known
 * @param runtimeCalls what its runtime did behind the filter, as far as it was reported before the runtime was known
 * @param finishedAt wall time of its last snapshot, nanoseconds since 1970; 0 while it runs
 * @param removedAt the same of its cgroup's end, if that came before its container was known; else 0
 */
public record SlotOwnerState(
        SlotId slot,
        Optional<ContainerMetadata> container,
        Optional<WorkloadId> workload,
        Baseline early,
        Map<RuntimeCallsKind, RuntimeCalls> runtimeCalls,
        long finishedAt,
        long removedAt) {

    public SlotOwnerState {
        runtimeCalls = Map.copyOf(runtimeCalls);
    }
}
