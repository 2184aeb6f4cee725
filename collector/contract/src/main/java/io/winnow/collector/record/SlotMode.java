// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/** Mode bits of a slot ({@code WINNOW_MODE*}), written by user space. */
public final class SlotMode {

    /** It is a container or a command. */
    public static final int CONFIRMED = 0x1;
    /** Its policy decides what is reported; windows are not taken. */
    public static final int WATCH = 0x2;
    /** Calls that seccomp refused are reported. */
    public static final int DENIALS = 0x4;
    /** No runtime prepares it: the first exec is the entrypoint. */
    public static final int COMMAND = 0x8;
    /** It was running before it was watched. */
    public static final int LATE = 0x10;
    /** Every call is a record. */
    public static final int TRACE = 0x20;
    /** Every call but those of stage setup is counted and timed. */
    public static final int PROFILE = 0x40;

    private SlotMode() {}
}
