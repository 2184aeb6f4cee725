// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.analyzer.workload.PlainText;
import java.util.Comparator;
import java.util.Objects;

/**
 * What was decided about a baseline, for those who ask later.
 *
 * @param time wall time, nanoseconds since 1970
 * @param action what was done
 * @param by who: {@value #RULE}, or the user as the kernel names the one at the other end of the socket, {@code uid 0}
 * @param items how many were taken into the baseline, or forgotten with it
 * @param note what was overruled, or accepted and why; empty if there is nothing to say
 */
public record Decision(long time, Action action, String by, int items, String note) implements Comparable<Decision> {

    /** A configured rule, and no operator. */
    public static final String RULE = "rule";

    private static final Comparator<Decision> ORDER = Comparator.comparingLong(Decision::time)
            .thenComparing(Decision::action)
            .thenComparing(Decision::by)
            .thenComparingInt(Decision::items)
            .thenComparing(Decision::note);

    /** What can be decided. */
    public enum Action {
        FREEZE,
        ACCEPT,
        REJECT,
        THAW,
        FORGET
    }

    public Decision {
        Objects.requireNonNull(action, "action");
        by = PlainText.of(by);
        note = PlainText.of(note, PlainText.MAX_TEXT);
    }

    /** One that overruled nothing. */
    public Decision(long time, Action action, String by, int items) {
        this(time, action, by, items, "");
    }

    @Override
    public int compareTo(Decision other) {
        return ORDER.compare(this, other);
    }
}
