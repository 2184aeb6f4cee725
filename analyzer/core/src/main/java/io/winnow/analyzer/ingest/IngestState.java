// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import java.util.List;

/**
 * All that the ingest remembers: stored with the baselines, so that reading goes on where it was.
 *
 * @param queue id of the queue; null if it is not known
 * @param index of the last document with a readable header; −1 before the first
 * @param sequence of that document; 0 before the first
 * @param epoch of the current session; 0 before the first
 * @param ringNext ring position of the first byte not read; −1 if it is not known
 * @param repeatsPossible a session began and its first new batch has not come yet
 * @param slots accounts that are still open
 * @param closed the sum of the others
 * @param losses by hop and reason
 */
public record IngestState(
        String queue,
        long index,
        long sequence,
        long epoch,
        long ringNext,
        boolean repeatsPossible,
        IngestCounters counters,
        List<SlotBalance> slots,
        Balance closed,
        LossState losses) {

    public static final IngestState BEGINNING =
            new IngestState(null, -1, 0, 0, RingCursor.UNKNOWN, true, IngestCounters.NONE, List.of(), Balance.NONE, LossState.NONE);

    public IngestState {
        slots = List.copyOf(slots);
        losses = losses == null ? LossState.NONE : losses; // an older version did not store them
    }

    /** The account over all slots, open and closed. */
    public Balance balance() {
        Balance sum = closed;
        for (SlotBalance slot : slots) {
            sum = sum.plus(slot);
        }
        return sum;
    }
}
