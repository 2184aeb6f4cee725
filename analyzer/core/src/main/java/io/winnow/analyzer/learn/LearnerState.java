// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import java.util.List;

/**
 * What a learner remembers besides baselines.
 *
 * @param slotOwners of the slots
 * @param gaps what is known of gaps
 * @param provisional names of workloads that are not final
 * @param unattributed slots that did something and whose container never became known
 */
public record LearnerState(List<SlotOwnerState> slotOwners, GapState gaps, List<ProvisionalName> provisional, long unattributed) {

    static final LearnerState NEW = new LearnerState(List.of(), GapState.NONE, List.of(), 0);

    public LearnerState {
        slotOwners = List.copyOf(slotOwners);
        provisional = List.copyOf(provisional);
    }
}
