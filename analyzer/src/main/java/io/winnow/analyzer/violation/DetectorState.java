// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.analyzer.ingest.SlotId;
import java.util.List;

/**
 * What a detector has told and what has been confirmed to have arrived: kept over restarts, so that nothing is told twice that need not be.
 *
 * @param told in no order
 */
public record DetectorState(List<Told> told) {

    public static final DetectorState EMPTY = new DetectorState(List.of());

    /**
     * One violation.
     *
     * @param key of the item or loss within the slot
     * @param count with which it was told last
     * @param time when, wall time in nanoseconds since 1970
     */
    public record Told(SlotId slot, String key, long count, long time) {}

    public DetectorState {
        told = List.copyOf(told);
    }
}
