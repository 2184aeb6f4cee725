// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import io.winnow.collector.record.SlotKey;
import java.util.Comparator;

/**
 * One observed cgroup, never the same twice: slot and generation repeat when the kernel's maps are made anew, the epoch does not.
 *
 * @param epoch of the maps; 0 before the queue's first session document
 * @param index of the slot; 0 is the host
 * @param generation of the slot
 */
public record SlotId(long epoch, int index, int generation) implements Comparable<SlotId> {

    private static final Comparator<SlotId> ORDER =
            Comparator.comparingLong(SlotId::epoch).thenComparingInt(SlotId::index).thenComparingInt(SlotId::generation);

    public static SlotId of(long epoch, SlotKey key) {
        return new SlotId(epoch, key.index(), key.generation());
    }

    @Override
    public int compareTo(SlotId other) {
        return ORDER.compare(this, other);
    }

    /** For example {@code 1f3a.7.2}. */
    @Override
    public String toString() {
        return Long.toHexString(epoch) + "." + Integer.toUnsignedString(index) + "." + Integer.toUnsignedString(generation);
    }
}
