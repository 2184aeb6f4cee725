// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.Item;
import java.util.Set;

/**
 * What a suggested profile allows or refuses without an observation, and what is therefore no violation.
 *
 * @param denials refusals that it contains on purpose: {@code clone3} is answered with ENOSYS so that the C library falls back to
 *     {@code clone}
 * @param calls that it allows though they were not seen: what every program, or every one with threads, may come to at any moment, and what
 *     takes the place of a refused one
 * @param tolerated calls that it allows by tolerance: they are reported, and no more is meant by it than that they are new
 * @param refusal errno that it answers to everything else
 */
public record ImplicitAllowances(Set<IntendedRefusal> denials, Set<Call> calls, Set<Call> tolerated, int refusal) {

    public static final ImplicitAllowances NONE = new ImplicitAllowances(Set.of(), Set.of(), Set.of(), Errno.EPERM);

    /**
     * A refusal.
     *
     * @param nr number in the table of {@code abi}
     * @param errno that the profile answers with
     */
    public record IntendedRefusal(Abi abi, int nr, long errno) {

        static IntendedRefusal of(Item item) {
            return new IntendedRefusal(item.abi(), item.nr(), item.detail());
        }
    }

    /** A system call, by its number in the table of {@code abi}. */
    public record Call(Abi abi, int nr) {

        static Call of(Item item) {
            return new Call(item.abi(), item.nr());
        }
    }

    public ImplicitAllowances {
        denials = Set.copyOf(denials);
        calls = Set.copyOf(calls);
        tolerated = Set.copyOf(tolerated);
    }
}
