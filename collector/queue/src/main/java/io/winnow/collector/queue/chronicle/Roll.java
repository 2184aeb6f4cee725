// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue.chronicle;

import java.text.ParsePosition;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import net.openhft.chronicle.queue.rollcycles.TestRollCycles;

/** Time span of one queue file. */
public enum Roll {
    SECONDLY(TestRollCycles.TEST_SECONDLY),
    MINUTELY(LegacyRollCycles.MINUTELY),
    FIVE_MINUTELY(RollCycles.FIVE_MINUTELY),
    HALF_HOURLY(RollCycles.HALF_HOURLY),
    HOURLY(RollCycles.FAST_HOURLY),
    DAILY(RollCycles.FAST_DAILY);

    private final RollCycle cycle;
    private final DateTimeFormatter name;

    Roll(RollCycle cycle) {
        this.cycle = cycle;
        this.name = DateTimeFormatter.ofPattern(cycle.format()).withZone(ZoneOffset.UTC);
    }

    public RollCycle cycle() {
        return cycle;
    }

    /** The span of the file with this name; empty if no queue of ours made it. */
    public static Optional<Roll> ofFile(String fileName) {
        if (fileName.endsWith(StoreSettings.FILE_SUFFIX)) {
            String start = fileName.substring(0, fileName.length() - StoreSettings.FILE_SUFFIX.length());
            for (Roll roll : values()) {
                ParsePosition end = new ParsePosition(0);
                if (roll.name.parseUnresolved(start, end) != null && end.getIndex() == start.length()) {
                    return Optional.of(roll);
                }
            }
        }
        return Optional.empty();
    }

    /** Name of the file that holds the document with this index. */
    public String fileName(long index) {
        return fileOfCycle(cycle.toCycle(index));
    }

    /** Name of the file of one span, counted from 1970. */
    public String fileOfCycle(int number) {
        long start = Math.multiplyExact((long) number, (long) cycle.lengthInMillis());
        return name.format(Instant.ofEpochMilli(start)) + StoreSettings.FILE_SUFFIX;
    }

    /** Number of the span that holds this moment, milliseconds since 1970. */
    public int cycleOf(long millis) {
        return cycle.current(() -> millis, 0);
    }
}
