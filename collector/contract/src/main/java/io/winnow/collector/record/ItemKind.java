// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/** What sort of thing an {@link Item} is ({@code enum winnow_item_kind}). */
public enum ItemKind {
    SYSCALL(1, "syscall"),
    /** A value of one argument of a system call. */
    ARGUMENT(2, "argument"),
    /** A capability check and its verdict. */
    CAPABILITY(3, "capability"),
    /** A call that seccomp refused. */
    DENIAL(4, "denial"),
    /** An io_uring opcode. */
    IO_URING(5, "io_uring"),
    /** A path given to execve. */
    EXECUTABLE(6, "executable"),
    /** A process came to a cgroup outside the container's. */
    LEFT_CGROUP(7, "left-cgroup"),
    /** Capabilities that are held, and compared as a set, though no check asks for them: {@link Held}. */
    HELD(8, "held");

    private static final Numbered<ItemKind> NUMBERED = new Numbered<>("itemKind", values(), ItemKind::number);

    private final int number;
    private final String label;

    ItemKind(int number, String label) {
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
    public static ItemKind of(int number) {
        return NUMBERED.of(number);
    }
}
