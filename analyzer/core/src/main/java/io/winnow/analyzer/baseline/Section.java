// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

/**
 * A part of a baseline beside its items: a join-semilattice of its own. Immutable, with {@code equals}; Jackson writes and reads it under the
 * {@linkplain SectionKind#property property} of its kind.
 *
 * @param <S> itself
 */
public interface Section<S extends Section<S>> {

    /** The least that holds both: associative, commutative and idempotent. */
    S join(S other);

    /** What of this a frozen section lacks: joined with that one it makes the join of both, and it is empty if that one has all. */
    S beyond(S frozen);

    /** About how many bytes of memory it takes, if that depends on what containers were started with. */
    default long weight() {
        return 0;
    }

    /** Whether it says nothing. It is then not stored. */
    boolean isEmpty();
}
