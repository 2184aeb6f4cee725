// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/**
 * Something that a container did: the unit of a baseline. What the fields mean depends on the kind, see
 * {@code enum winnow_item_kind} in {@code record.h}.
 *
 * @param kind what sort of thing
 * @param abi the table that {@code nr} belongs to
 * @param stage what the container was doing
 * @param arg argument index, with {@link #SET} if the item is the whole set of that argument's values, with {@link #DANGER} if it is a
 *     dangerous part of one; or capability number, or {@link Held}
 * @param nr system call number; {@link Layout#SYSCALLS} = out of range
 * @param detail argument value, {@link CapabilityCheck} bits, errno or {@link Denial#SIGNAL}, io_uring opcode, path hash (FNV-1a 64), or a
 *     set of capabilities, a bit each
 */
public record Item(ItemKind kind, Abi abi, Stage stage, int arg, int nr, long detail) {

    /** Bit of {@code arg}: not a value, but the set of the values. Its count is the set's size. */
    public static final int SET = 0x80;

    /** The same: not a value, but a dangerous part of one, which the kernel keeps even if it does not keep the value. */
    public static final int DANGER = 0x40;

    /** Whether it is about numbers that no table of the kernel reaches: they are kept as one, and the kernel answers all of them with ENOSYS. */
    public boolean isBeyondTable() {
        return nr >= Layout.SYSCALLS;
    }

    public static Item syscall(Abi abi, Stage stage, int nr) {
        return new Item(ItemKind.SYSCALL, abi, stage, 0, nr, 0);
    }
}
