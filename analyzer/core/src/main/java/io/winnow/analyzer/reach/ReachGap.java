// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach;

import java.util.Comparator;
import java.util.Objects;

/**
 * Something that a reach does not cover, or covers on a condition.
 *
 * @param file the path of the program or library that it concerns
 * @param detail one line: a function, the name of a library, a reason
 */
public record ReachGap(Kind kind, String file, String detail) implements Comparable<ReachGap> {

    /** What is not covered. */
    public enum Kind {
        /** The file was not analysed: it is damaged, too large, or of another architecture. Nothing is known of its calls. */
        NOT_ANALYSED(false),
        /** A library that the file needs was not found. */
        MISSING_LIBRARY(false),
        /** A number that is passed to the kernel was not recovered: it can be any call. */
        UNKNOWN_NUMBER(false),
        /** Libraries are loaded by name while the program runs: the reach has those that were given, and no others. */
        LOADS_LIBRARIES(true),
        /** The file interprets programs: the reach is the interpreter's own, whatever it interprets. */
        INTERPRETER(true),
        /** The file compiles code while it runs: the reach is that of the file's own code. */
        GENERATES_CODE(true);

        private final boolean conditional;

        Kind(boolean conditional) {
            this.conditional = conditional;
        }
    }

    private static final Comparator<ReachGap> ORDER =
            Comparator.comparing(ReachGap::kind).thenComparing(ReachGap::file).thenComparing(ReachGap::detail);

    public ReachGap {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(detail, "detail");
    }

    /** Whether the calls that are listed are an upper bound all the same, under the condition that the kind states. */
    public boolean isConditional() {
        return kind.conditional;
    }

    @Override
    public int compareTo(ReachGap other) {
        return ORDER.compare(this, other);
    }
}
