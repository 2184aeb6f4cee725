// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.function.Supplier;

/**
 * Real-time priority of a thread, sched(7). The state of a short-lived container exists for some 10 ms. If the CPUs are busy, mostly with the
 * very runtimes that start such containers, a reader of normal priority waits longer than that for its turn. A nice value is no help: it counts
 * within a session or a cgroup only. The kernel leaves other threads a share of each second, whatever a real-time thread does.
 *
 * <p>It takes CAP_SYS_NICE or an RLIMIT_RTPRIO of 1. Without, threads stay as they are.
 */
public final class RealTime {

    private static final int CALLING_THREAD = 0;
    private static final int NORMAL = 0;
    private static final int ROUND_ROBIN = 2;
    private static final int RESET_ON_FORK = 0x4000_0000;
    private static final int LOWEST_PRIORITY = 1;

    private static final class LibC {

        static {
            Native.register(NativeLibrary.getInstance("c"));
        }

        private LibC() {}

        static native int sched_getscheduler(int thread);

        static native int sched_setscheduler(int thread, int policy, int[] priority);
    }

    private RealTime() {}

    /** Whether this process may use it. */
    public static boolean isAllowed() {
        return during(() -> policy() == ROUND_ROBIN);
    }

    /** Gives it to the calling thread. Returns false if the thread is no normal one, or may not have it. */
    static boolean enter() {
        return policy() == NORMAL && set(ROUND_ROBIN, LOWEST_PRIORITY);
    }

    /** Takes it from the calling thread. */
    static void leave() {
        set(NORMAL, 0);
    }

    /** Gives it to the calling thread while the work is done, as for what holds a lock that a real-time thread waits for. */
    static <T> T during(Supplier<T> work) {
        boolean entered = enter();
        try {
            return work.get();
        } finally {
            if (entered) {
                leave();
            }
        }
    }

    private static int policy() {
        return LibC.sched_getscheduler(CALLING_THREAD) & ~RESET_ON_FORK;
    }

    private static boolean set(int policy, int priority) {
        return LibC.sched_setscheduler(CALLING_THREAD, policy | RESET_ON_FORK, new int[] {priority}) == 0;
    }
}
