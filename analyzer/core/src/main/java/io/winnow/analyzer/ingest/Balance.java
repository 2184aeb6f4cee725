// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

/**
 * The account over all slots.
 *
 * @param slots how many slots it sums up
 */
public record Balance(long slots, long produced, long delivered, long lost) {

    public static final Balance NONE = new Balance(0, 0, 0, 0);

    /** What is not accounted for; 0 if the account balances. */
    public long difference() {
        return produced - delivered - lost;
    }

    Balance plus(SlotBalance slot) {
        return new Balance(slots + 1, produced + slot.produced(), delivered + slot.delivered(), lost + slot.lost());
    }
}
