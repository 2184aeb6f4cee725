// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

/**
 * The account of one slot's records. It balances when produced = delivered + lost; while the slot is open, records in flight make a
 * difference that passes.
 *
 * @param produced records that the slot tried to send, by its latest snapshot
 * @param delivered records that arrived, repeats not counted
 * @param lost records that found no place in the ring, by its latest snapshot
 * @param finished its last snapshot has arrived
 */
public record SlotBalance(SlotId slot, long produced, long delivered, long lost, boolean finished) {

    /** What is not accounted for; 0 if the account balances. */
    public long difference() {
        return produced - delivered - lost;
    }
}
