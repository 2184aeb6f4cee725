// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/** How a task came into its cgroup ({@code enum winnow_origin}). */
public enum Origin {
    /** Entered from outside, has not reached its exec yet. */
    RUNTIME(0),
    /** The entrypoint and what it forked. */
    INIT(1),
    /** An exec session. */
    EXEC(2);

    private static final Numbered<Origin> NUMBERED = new Numbered<>("origin", values(), Origin::number);

    private final int number;

    Origin(int number) {
        this.number = number;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }

    /**
     * The constant with this number.
     *
     * @throws MalformedRecordException if there is none
     */
    public static Origin of(int number) {
        return NUMBERED.of(number);
    }
}
