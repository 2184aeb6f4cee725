// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/** Why something of a slot did not reach the next hop ({@code enum winnow_loss}). */
public enum Loss {
    /** A record found no place in the ring, or its container had used up its share. */
    RING_FULL(0, "ring-full"),
    /** An item found no place in the items map. */
    ITEMS_FULL(1, "items-full"),
    /** A task's state could not be stored: its origin is taken as init. */
    TASKS_FULL(2, "tasks-full"),
    /** A system call number beyond the table: counted, never aliased. */
    OUT_OF_RANGE(3, "out-of-range"),
    /** A runtime's calls after its filter could not be followed. */
    SETUP_FULL(4, "setup-full");

    private static final Numbered<Loss> NUMBERED = new Numbered<>("loss", values(), Loss::number);

    private final int number;
    private final String label;

    Loss(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }

    /** The name that documents and profiles use. */
    public String label() {
        return label;
    }

    /**
     * The constant with this number.
     *
     * @throws MalformedRecordException if there is none
     */
    public static Loss of(int number) {
        return NUMBERED.of(number);
    }
}
