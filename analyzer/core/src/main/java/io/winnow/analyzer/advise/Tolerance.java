// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a suggested profile allows beyond what was seen, so that a rare path or an upgrade does not break on it. */
public enum Tolerance {
    /** Nothing. */
    EXACT,
    /** Calls that are the same work of the kernel as one that was seen, and what other C libraries are known to make for it ({@link io.winnow.analyzer.risk.Siblings}). */
    SIBLINGS,
    /**
     * Calls that the workload's programs can reach ({@link io.winnow.analyzer.reach.Reach}), if they concern the process alone, or files, or, of a workload
     * that uses the network, sockets of the usual families ({@link io.winnow.analyzer.risk.RiskClass}). Of siblings those that they can reach, and what other C
     * libraries are known to make; all of them if a file of the programs could not be analysed.
     */
    REACH;

    /** The word in options and documents. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is none of this label */
    public static Tolerance labelled(String label) {
        return Arrays.stream(values()).filter(value -> value.label().equals(label)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "there is no tolerance \"" + label + "\": take one of " + Arrays.stream(values()).map(Tolerance::label).collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        return label();
    }
}
