// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.record.ItemFlags;
import java.util.Optional;

/**
 * What is known of one item in a baseline. Itself a join-semilattice.
 *
 * @param first wall time of the earliest sign of it, nanoseconds since 1970
 * @param last the latest; 0 where it is only known to have happened by {@code first}
 * @param count greatest number of times that one replica did it, as far as it was counted
 * @param flags {@link ItemFlags#UNCONSTRAINED}, or 0
 * @param provenance who did it first; empty where only the bitmap told it
 */
public record Sighting(long first, long last, long count, int flags, Optional<Provenance> provenance) {

    /** Flags that are properties of the item, not of one record. */
    private static final int KEPT_FLAGS = ItemFlags.UNCONSTRAINED;

    public Sighting {
        flags &= KEPT_FLAGS;
    }

    /** Known to have happened by then, and no more. */
    static Sighting by(long time) {
        return new Sighting(time, 0, 0, 0, Optional.empty());
    }

    /** Known to have happened within this time. */
    static Sighting within(long from, long to) {
        return new Sighting(from, to, 0, 0, Optional.empty());
    }

    public long lastSeen() {
        return Math.max(first, last);
    }

    public boolean unconstrained() {
        return (flags & ItemFlags.UNCONSTRAINED) != 0;
    }

    Sighting join(Sighting other) {
        return new Sighting(
                Math.min(first, other.first),
                Math.max(last, other.last),
                Math.max(count, other.count),
                flags | other.flags,
                provenance.isEmpty()
                        ? other.provenance
                        : other.provenance.isEmpty() ? provenance : Optional.of(provenance.get().join(other.provenance.get())));
    }
}
