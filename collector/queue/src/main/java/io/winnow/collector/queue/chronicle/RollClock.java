// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue.chronicle;

import net.openhft.chronicle.core.time.TimeProvider;

/**
 * The time by which the queue's files are rolled: the wall clock, but ahead of it while a file that grew too large was ended before its time. It
 * never goes back.
 */
public final class RollClock implements TimeProvider {

    private final Roll roll;
    private long earliest;

    public RollClock(Roll roll) {
        this.roll = roll;
    }

    @Override
    public long currentTimeMillis() {
        earliest = Math.max(earliest, System.currentTimeMillis());
        return earliest;
    }

    /** Documents go into this file or a later one: it may be ahead of the wall clock already. */
    public void startFrom(String newestFile) {
        int cycle = roll.cycleOf(currentTimeMillis());
        while (roll.fileOfCycle(cycle).compareTo(newestFile) < 0) {
            cycle++;
        }
        advanceTo(cycle);
    }

    /** From now on documents go into the file of this span, or a later one. */
    public void advanceTo(int cycle) {
        earliest = Math.max(earliest, (long) cycle * roll.cycle().lengthInMillis());
    }
}
