// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import java.util.Objects;

/**
 * What a resolver knows of a container's workload.
 *
 * @param id the workload; of a pending one a provisional name, which must be of one workload alone (the pod's or container's own): all that is learned
 *     under it goes to that workload
 * @param pending whether the name is provisional
 */
public record Resolution(WorkloadId id, boolean pending) {

    public Resolution {
        Objects.requireNonNull(id, "id");
    }

    public static Resolution known(WorkloadId id) {
        return new Resolution(id, false);
    }

    public static Resolution pending(WorkloadId provisional) {
        return new Resolution(provisional, true);
    }
}
