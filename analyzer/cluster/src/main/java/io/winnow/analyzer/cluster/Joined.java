// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.workload.WorkloadId;

/**
 * What all nodes together saw of a workload.
 *
 * @param parts messages that it was published in last; 0 if it was not yet
 */
record Joined(WorkloadId id, Baseline baseline, int parts) {

    static Joined nothing(WorkloadId id) {
        return new Joined(id, Baseline.EMPTY, 0);
    }

    Joined with(Baseline more) {
        return new Joined(id, baseline.join(more), parts);
    }

    Joined in(int published) {
        return new Joined(id, baseline, published);
    }

    Workload workload() {
        return new Workload(id, BaselineState.LEARNING, baseline, Baseline.EMPTY, 0);
    }
}
