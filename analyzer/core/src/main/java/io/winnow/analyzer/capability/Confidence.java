// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.capability;

import java.util.Locale;

/** How sure it is that a workload does not do without a capability that it is advised, the surest first. */
public enum Confidence {
    /** The workload was run without it, and a call failed for that. */
    FAILED_WITHOUT("a call failed without it"),
    /** The kernel would have refused a call without it. What the program would have made of the refusal, only a run shows. */
    DECISIVE("a call succeeded because of it"),
    /** The kernel compares sets: without it an exec or a prctl fails. */
    HELD("it is held: an exec or a change of capabilities fails without it"),
    /** The program chose to keep or raise it. It may have chosen from what it had, and do without what it does not have. */
    KEPT("the program keeps or raises it, and may do without"),
    /** A call asked what is allowed, and did nothing. */
    ASKED("a call only asked whether it is there");

    private final String text;

    Confidence(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException for a label that none has */
    public static Confidence labelled(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    Confidence surer(Confidence other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /** In words. */
    public String text() {
        return text;
    }

    /** The name that documents use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
