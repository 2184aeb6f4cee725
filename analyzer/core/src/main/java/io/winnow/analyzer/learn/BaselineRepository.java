// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.workload.WorkloadId;
import java.util.List;
import java.util.Optional;

/**
 * Where the learner keeps what it has learned: workloads, the runtime call sets, and the checkpoint, each replaced whole. The checkpoint never says
 * more than the others hold. For one thread, but for {@link #look}. What cannot be written fails with a {@link StoreException}.
 */
public interface BaselineRepository {

    /** What a list needs to know of a workload. */
    record Head(WorkloadId id, boolean frozen) {}

    /** All workloads that can be read, in no order that matters. */
    List<Head> heads();

    /** A workload; empty if there is none, or none that can be read. */
    Optional<Workload> load(WorkloadId id);

    /** As it was saved last; empty if it cannot be read. Changes nothing, and may be asked by any thread. */
    Optional<Workload> look(WorkloadId id);

    /** What was decided of a workload for all hosts of a cluster together; empty if nothing was, or there is no cluster. */
    default Optional<Workload> decided(WorkloadId id) {
        return Optional.empty();
    }

    void save(Workload workload);

    /** Removes a workload, after it was noted who decided so. */
    void forget(Workload workload, Decision decision);

    /** When a workload was saved last, wall time in nanoseconds since 1970; empty if it never was. */
    Optional<Long> savedAt(WorkloadId id);

    /** The runtime call sets; empty ones if there are none that can be read. */
    RuntimeCallSets loadRuntimeCalls();

    void saveRuntimeCalls(RuntimeCallSets sets);

    /** The last checkpoint; the beginning if there is none. */
    Checkpoint loadCheckpoint();

    /** Makes all that was saved before durable, and then the checkpoint. */
    void saveCheckpoint(Checkpoint checkpoint);

    /** Makes all that was saved before durable. */
    void sync();
}
