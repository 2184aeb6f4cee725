// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.analyzer.ingest.SlotId;
import java.util.List;
import java.util.Objects;

/**
 * What a detector has reported, as far as it is confirmed to have arrived: kept over restarts, so that a violation is
 * reported twice only if it must be.
 *
 * @param reported in no order
 */
public record DetectorState(List<Reported> reported) {

    public static final DetectorState EMPTY = new DetectorState(List.of());

    /**
     * One violation.
     *
     * @param key of the item or loss within the slot
     * @param count with which it was reported last
     * @param time when, wall time in nanoseconds since 1970
     */
    public record Reported(SlotId slot, String key, long count, long time) {

        public Reported {
            Objects.requireNonNull(slot, "slot");
            Objects.requireNonNull(key, "key");
        }
    }

    public DetectorState {
        reported = List.copyOf(reported);
    }
}
