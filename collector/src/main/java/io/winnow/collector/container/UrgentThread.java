// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** The calling thread before others, setpriority(2): for one that has little to do, and milliseconds for it. */
public final class UrgentThread {

    private static final int PRIO_PROCESS = 0;
    private static final int CALLER = 0;
    private static final int NICENESS = -10;

    static {
        Native.register(NativeLibrary.getInstance("c"));
    }

    private UrgentThread() {}

    private static native int setpriority(int which, int who, int priority);

    /** False without CAP_SYS_NICE: then it waits its turn like others. */
    public static boolean request() {
        return setpriority(PRIO_PROCESS, CALLER, NICENESS) == 0;
    }
}
