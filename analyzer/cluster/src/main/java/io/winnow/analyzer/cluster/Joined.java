// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.workload.WorkloadId;

/**
 * What all nodes together saw of a workload, and what was decided for all of them.
 *
 * @param runtimeCalls what its runtimes do
 * @param parts messages that it was published in last; 0 if it was not yet
 * @param decidedParts messages that its decisions were published in last; 0 if there are none
 */
record Joined(Workload workload, RuntimeCallSets runtimeCalls, int parts, int decidedParts) {

    /** Sets of runtimes, their versions and kinds. */
    private static final int MAX_RUNTIME_CALLS = 64;

    static Joined nothing(WorkloadId id) {
        return new Joined(new Workload(id, BaselineState.LEARNING, Baseline.EMPTY, Baseline.EMPTY, 0), RuntimeCallSets.EMPTY, 0, 0);
    }

    /** A node that reports runtimes without end fills no store. */
    Joined with(RuntimeCallSets more) {
        RuntimeCallSets all = runtimeCalls.join(more);
        return all.sets().size() > MAX_RUNTIME_CALLS ? this : new Joined(workload, all, parts, decidedParts);
    }

    Joined with(Workload other) {
        return new Joined(other, runtimeCalls, parts, decidedParts);
    }

    /** Published in so many messages. */
    Joined in(int messages) {
        return new Joined(workload, runtimeCalls, messages, decidedParts);
    }

    /** Its decisions published in so many messages. */
    Joined decidedIn(int messages) {
        return new Joined(workload, runtimeCalls, parts, messages);
    }

    /** About how many bytes of memory it takes. */
    long weight() {
        return workload.baseline().weight() + workload.pending().weight();
    }
}
