// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.analyzer.baseline.ArgumentSet;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What threads do to each other, or not, as the moment will have it: no recording is long enough to promise that it has seen all of these,
 * and a program that is refused one of them at the wrong moment hangs or dies.
 */
final class Threads {

    /** In include/uapi/linux/sched.h. */
    private static final long CLONE_THREAD = 0x10000;

    /**
     * By whom: {@code futex} of every lock that is contended; {@code sched_yield} and sleeps of spinning locks (HotSpot's SpinYield, Go's osyield
     * and usleep; the C library sleeps by {@code clock_nanosleep}); {@code madvise} of a thread that ends and gives its stack back (glibc's
     * allocatestack.c, musl's and Go's allocators likewise); {@code getpid}, {@code gettid} and {@code tgkill} to interrupt another thread (Go's
     * preemptM, the C library's pthread_kill and cancellation).
     */
    static final List<String> CALLS =
            List.of("clock_nanosleep", "futex", "getpid", "gettid", "madvise", "nanosleep", "sched_yield", "tgkill");

    private Threads() {}

    /** Whether the workload may have made threads: the flags of {@code clone3} lie in memory, where they cannot be trusted. */
    static boolean madeBy(Baseline baseline, Set<Stage> stages) {
        return Arrays.stream(Abi.values()).anyMatch(abi -> makesThreads(baseline, stages, abi));
    }

    private static boolean makesThreads(Baseline baseline, Set<Stage> stages, Abi abi) {
        int clone = SyscallTable.number(abi, "clone").orElseThrow();
        int clone3 = SyscallTable.number(abi, ProfileCalls.CLONE3).orElseThrow();
        ArgumentSet flags = baseline.arguments(stages, abi, clone, 0);
        return stages.stream().anyMatch(stage -> baseline.syscalls(stage, abi).contains(clone3))
                || flags.values().stream().anyMatch(value -> (value & CLONE_THREAD) != 0)
                || !flags.values().isEmpty() && !flags.closed();
    }
}
