// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.x86;

/** Where a program goes on after an instruction. */
public enum Flow {
    /** With the next one. */
    NEXT(true),
    /** With the next one or at the target. */
    BRANCH(true),
    /** At the target. */
    JUMP(false),
    /** Where a register or a word in memory says. */
    INDIRECT_JUMP(false),
    /** At the target, and then with the next one. */
    CALL(true),
    /** Where a register or a word in memory says, and then with the next one. */
    INDIRECT_CALL(true),
    /** At the caller. */
    RETURN(false),
    /** Nowhere. */
    STOP(false),
    /** In the kernel, by {@code syscall}. */
    SYSCALL(true),
    /** In the kernel, by {@code int 0x80} or {@code sysenter}: a call of the i386 table. */
    SYSCALL_I386(true);

    private final boolean next;

    Flow(boolean next) {
        this.next = next;
    }

    /** Whether the next instruction can follow. */
    public boolean next() {
        return next;
    }
}
