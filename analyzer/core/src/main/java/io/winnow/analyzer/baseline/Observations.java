// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.record.ItemFlags;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of one item in a baseline. Itself a join-semilattice.
 *
 * @param first wall time of the earliest sign of it, nanoseconds since 1970
 * @param last the latest; 0 if it is only known to have happened by {@code first}
 * @param count greatest number of times that one replica did it, as far as it was counted
 * @param flags {@link ItemFlags#UNCONSTRAINED}, {@link ItemFlags#SET_ID}, {@link #FALLBACK}, {@link #BEYOND_FALLBACK}
 * @param provenance who did it first; empty if only the bitmap shows it
 */
public record Observations(long first, long last, long count, int flags, Optional<Provenance> provenance) {

    /** Of a granted capability check, in some replica: it was only asked after a lesser capability was refused. */
    public static final int FALLBACK = 0x100;

    /** Of a granted capability check, in some replica: it was also asked without that. Outweighs {@link #FALLBACK}. */
    public static final int BEYOND_FALLBACK = 0x200;

    /** Flags that are properties of the item, not of one record. */
    private static final int KEPT_FLAGS = ItemFlags.UNCONSTRAINED | ItemFlags.SET_ID | FALLBACK | BEYOND_FALLBACK;

    public Observations {
        Objects.requireNonNull(provenance, "provenance");
        flags &= KEPT_FLAGS;
    }

    /** Known to have happened by then, and no more. */
    public static Observations by(long time) {
        return new Observations(time, 0, 0, 0, Optional.empty());
    }

    /** Known to have happened within this time. */
    public static Observations within(long from, long to) {
        return new Observations(from, to, 0, 0, Optional.empty());
    }

    public long lastSeen() {
        return Math.max(first, last);
    }

    public boolean unconstrained() {
        return (flags & ItemFlags.UNCONSTRAINED) != 0;
    }

    /** Whether an executed file gave its process another identity. */
    public boolean setId() {
        return (flags & ItemFlags.SET_ID) != 0;
    }

    /** Whether a lesser capability would have been enough, as far as it could be judged. */
    public boolean onlyFallback() {
        return (flags & (FALLBACK | BEYOND_FALLBACK)) == FALLBACK;
    }

    /** Whether it is known that a lesser capability would not have been enough. */
    public boolean beyondFallback() {
        return (flags & BEYOND_FALLBACK) != 0;
    }

    public Observations withFlags(int more) {
        return new Observations(first, last, count, flags | more, provenance);
    }

    Observations in(String replica) {
        return new Observations(first, last, count, flags, provenance.map(who -> who.in(replica)));
    }

    Observations join(Observations other) {
        return new Observations(
                Math.min(first, other.first),
                Math.max(last, other.last),
                Math.max(count, other.count),
                flags | other.flags,
                earlier(provenance, other.provenance));
    }

    private static Optional<Provenance> earlier(Optional<Provenance> one, Optional<Provenance> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        return one.get().compareTo(other.get()) <= 0 ? one : other;
    }
}
