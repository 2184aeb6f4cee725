// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import java.util.List;

/**
 * What a learner remembers besides baselines.
 *
 * @param slotOwners of the slots
 * @param gaps what is known of gaps
 * @param unattributed slots that did something and whose container never became known
 */
public record LearnerState(List<SlotOwnerState> slotOwners, GapState gaps, long unattributed) {

    static final LearnerState NEW = new LearnerState(List.of(), GapState.NONE, 0);

    public LearnerState {
        slotOwners = List.copyOf(slotOwners);
    }
}
