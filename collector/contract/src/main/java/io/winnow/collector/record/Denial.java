// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/** The detail of a denial item: an errno or {@link #SIGNAL}, and {@link #OWN}. */
public final class Denial {

    /** The call ended in SIGSYS. */
    public static final int SIGNAL = 0x10000;

    /** Bit beside the errno or {@link #SIGNAL}: a filter of the container's own was in force, or a supervisor, and may have answered. */
    public static final int OWN = 0x20000;

    private Denial() {}

    /** Whether a filter of the container's own was in force, or a supervisor. */
    public static boolean isOwn(long detail) {
        return (detail & OWN) != 0;
    }

    /** Whether the call ended in SIGSYS. */
    public static boolean isSignal(long detail) {
        return (detail & SIGNAL) != 0;
    }

    /** What the call returned instead: an errno, or 0 for no error; nothing if it ended in a signal. */
    public static int errno(long detail) {
        return (int) detail & 0xffff;
    }
}
