// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.record.Item;
import io.winnow.collector.record.SyscallTable;
import java.util.Map;

/**
 * The bits of an argument that say what a call does: the one rule for argument rules in profiles and for the judgement of values. The kernel
 * reads these arguments as 32 bits. Of those, a library may set some as it likes, and another version of it others.
 */
public final class ArgumentMask {

    private static final long LOW_HALF = 0xffff_ffffL;
    /** SOCK_NONBLOCK and SOCK_CLOEXEC (include/linux/net.h): how the descriptor behaves, whatever the socket is. */
    private static final long SOCKET_FLAGS = 0x8_0800L;
    /**
     * CSIGNAL, the signal at the child's end, and where thread ids and thread-local storage go: CLONE_SETTLS, CLONE_PARENT_SETTID,
     * CLONE_CHILD_CLEARTID, CLONE_DETACHED, CLONE_CHILD_SETTID (include/uapi/linux/sched.h).
     */
    private static final long CLONE_BOOKKEEPING = 0xffL | 0x178_0000L;
    /** The upper half of ipc's first argument is the version of its ABI (ipc/syscall.c). */
    private static final long IPC_CALL = 0xffffL;

    private static final Map<String, Long> MASKS = Map.of(
            "socket/1", LOW_HALF & ~SOCKET_FLAGS,
            "clone/0", LOW_HALF & ~CLONE_BOOKKEEPING,
            "ipc/0", IPC_CALL,
            "setsockopt/1", -1L /* level and name as one value */);

    private ArgumentMask() {}

    /** The bits of an argument, by the name of the call, that count. */
    public static long of(String syscall, int argument) {
        return MASKS.getOrDefault(syscall + "/" + argument, LOW_HALF);
    }

    /** An argument item's value without the bits that do not count. */
    static long significant(Item item) {
        return SyscallTable.name(item.abi(), item.nr()).map(name -> item.detail() & of(name, item.arg())).orElse(item.detail());
    }
}
