// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/** Flags of a snapshot ({@code WINNOW_SNAPSHOT*}). */
public final class SnapshotFlags {

    /** The cgroup is gone: nothing follows for this slot and generation. */
    public static final int FINAL = 0x1;
    /** It closes a window: the window bitmaps count as one sample unit. */
    public static final int WINDOW = 0x2;

    private SnapshotFlags() {}
}
