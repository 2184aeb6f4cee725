// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach;

import java.util.Comparator;

/**
 * Why a system call can be reached: one way to it, of perhaps many.
 *
 * @param file the path of the program or library that has the instruction
 * @param function the function that makes the call: its symbol, or its address ({@code 0x…}) if the file names none
 * @param through the symbol by which another file calls into this one; empty if the program itself makes the call
 */
public record ReachOrigin(String file, String function, String through) implements Comparable<ReachOrigin> {

    private static final Comparator<ReachOrigin> ORDER =
            Comparator.comparing(ReachOrigin::file).thenComparing(ReachOrigin::function).thenComparing(ReachOrigin::through);

    @Override
    public int compareTo(ReachOrigin other) {
        return ORDER.compare(this, other);
    }
}
