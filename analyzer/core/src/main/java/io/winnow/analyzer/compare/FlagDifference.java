// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import io.winnow.analyzer.seccomp.FilterFlag;
import java.util.Set;

/**
 * The flags with which two filters are loaded.
 *
 * @param a of the first
 * @param b of the second
 */
public record FlagDifference(Set<FilterFlag> a, Set<FilterFlag> b) {

    public boolean same() {
        return a.equals(b);
    }

    /**
     * Whether the second filter may leave speculative store bypass open, which the first may close. If a profile has no flags, crun and,
     * from 1.2 on, runc take {@link FilterFlag#SPEC_ALLOW}. No other flag lets a container do more.
     */
    public boolean wider() {
        boolean mayBeOpen = b.isEmpty() || b.contains(FilterFlag.SPEC_ALLOW);
        return !same() && mayBeOpen && !a.contains(FilterFlag.SPEC_ALLOW);
    }
}
