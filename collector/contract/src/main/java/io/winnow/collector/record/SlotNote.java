// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/** What the kernel noticed of a slot ({@code WINNOW_NOTE*}). */
public final class SlotNote {

    /** listen() was called. */
    public static final int LISTENED = 0x1;
    /** A seccomp filter was active at the entrypoint's exec, or when found late. */
    public static final int UNDER_FILTER = 0x2;
    public static final int NO_NEW_PRIVILEGES = 0x4;
    /** The cgroup is gone. */
    public static final int REMOVED = 0x8;

    /** A filter was loaded inside the container, or one with a supervisor by its runtime. */
    public static final int OWN_FILTER = 0x10;

    private SlotNote() {}
}
