// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/** Which system call table a number belongs to ({@code enum winnow_abi}). */
public enum Abi {
    X86_64(0, "x86_64"),
    /** Through {@code int 0x80} or from a 32-bit task. */
    I386(1, "i386"),
    /** Bit 30 of the number, taken off here. */
    X32(2, "x32");

    private static final Numbered<Abi> NUMBERED = new Numbered<>("abi", values(), Abi::number);

    private final int number;
    private final String label;

    Abi(int number, String label) {
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
    public static Abi of(int number) {
        return NUMBERED.of(number);
    }
}
