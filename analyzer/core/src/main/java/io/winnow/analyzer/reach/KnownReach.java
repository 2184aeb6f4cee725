// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach;

import io.winnow.analyzer.workload.WorkloadId;
import java.util.Optional;

/** What is known of the system calls that a workload's programs can make at most. */
@FunctionalInterface
public interface KnownReach {

    /** Of no workload. */
    KnownReach NONE = id -> Optional.empty();

    /** Empty if its programs were not analysed. */
    Optional<Reach> of(WorkloadId id);
}
