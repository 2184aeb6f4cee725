// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Reporters;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.Item;
import java.util.SortedMap;

/**
 * What all nodes together saw of a workload, and what was decided for all of them.
 *
 * @param runtimeCalls what its runtimes do
 * @param reporters which nodes reported what
 * @param parts messages that it was published in last; 0 if it was not yet
 * @param decidedParts messages that its decisions were published in last; 0 if there are none
 */
record Joined(Workload workload, RuntimeCallSets runtimeCalls, Reporters reporters, int parts, int decidedParts) {

    /** Sets of runtimes, their versions and kinds. */
    private static final int MAX_RUNTIME_CALLS = 64;

    /** An item with its place in a tree, and a name that others share. */
    private static final long REPORTED_BYTES = 128;

    static Joined nothing(WorkloadId id) {
        return new Joined(new Workload(id, BaselineState.LEARNING, Baseline.EMPTY, Baseline.EMPTY, 0), RuntimeCallSets.EMPTY, Reporters.NONE, 0, 0);
    }

    /** A node that reports runtimes without end fills no store. */
    Joined with(RuntimeCallSets more) {
        RuntimeCallSets all = runtimeCalls.join(more);
        return all.sets().size() > MAX_RUNTIME_CALLS ? this : new Joined(workload, all, reporters, parts, decidedParts);
    }

    Joined with(Workload other) {
        return new Joined(other, runtimeCalls, reporters, parts, decidedParts);
    }

    Joined with(Reporters others) {
        return new Joined(workload, runtimeCalls, others.without(item -> !knows(item)), parts, decidedParts);
    }

    boolean knows(Item item) {
        return workload.baseline().contains(item) || workload.pending().contains(item);
    }

    /** What one node or replica of many did alone and is not frozen, with the node. @param many from so many on */
    SortedMap<Item, String> alone(int many) {
        return workload.frozen() ? reporters.without(item -> !workload.pending().contains(item)).sole() : reporters.alone(workload.baseline(), many);
    }

    /** Published in so many messages. */
    Joined in(int messages) {
        return new Joined(workload, runtimeCalls, reporters, messages, decidedParts);
    }

    /** Its decisions published in so many messages. */
    Joined decidedIn(int messages) {
        return new Joined(workload, runtimeCalls, reporters, parts, messages);
    }

    /** About how many bytes of memory it takes. */
    long weight() {
        return workload.baseline().weight() + workload.pending().weight() + REPORTED_BYTES * reporters.sole().size();
    }
}
