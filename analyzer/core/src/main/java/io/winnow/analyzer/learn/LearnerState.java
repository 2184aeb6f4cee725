// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.collector.document.HostInfo;
import java.util.List;
import java.util.Optional;

/**
 * What a learner remembers besides baselines.
 *
 * @param slotOwners of the slots
 * @param gaps what is known of gaps
 * @param provisional names of workloads that are not final
 * @param unattributed slots that did something and whose container never became known
 * @param host as a collector described it last
 */
public record LearnerState(
        List<SlotOwnerState> slotOwners, GapState gaps, List<ProvisionalName> provisional, long unattributed,
        Optional<HostInfo> host) {

    static final LearnerState NEW = new LearnerState(List.of(), GapState.NONE, List.of(), 0, Optional.empty());

    public LearnerState {
        slotOwners = List.copyOf(slotOwners);
        provisional = List.copyOf(provisional);
    }
}
