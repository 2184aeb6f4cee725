// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/** Flags of an observation and of an item's state ({@code WINNOW_FLAG*}). */
public final class ItemFlags {

    /** First observation of this item in this slot. */
    public static final int FIRST = 0x1;
    /** The slot is watched and its policy does not name the system call. */
    public static final int OUTSIDE_POLICY = 0x2;
    /** The argument had more values than are kept. */
    public static final int UNCONSTRAINED = 0x4;
    /** An executable's set-user-id or set-group-id bit gave its process another identity; of a set: that of one that is not kept. */
    public static final int SET_ID = 0x8;

    private ItemFlags() {}
}
