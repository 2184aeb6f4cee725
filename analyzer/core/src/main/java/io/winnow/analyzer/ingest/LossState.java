// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import io.winnow.collector.record.Loss;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was lost so far: the sums go on over restarts of collector and analyzer.
 *
 * @param sums by hop and reason
 * @param reported the host-wide counters in the last report, which count from a start of their writer
 * @param slots what of the sums is from slots that may lose more
 */
public record LossState(Map<String, Long> sums, Map<String, Long> reported, List<SlotLoss> slots) {

    public static final LossState NONE = new LossState(Map.of(), Map.of(), List.of());

    public LossState {
        sums = Collections.unmodifiableMap(new TreeMap<>(sums));
        reported = Collections.unmodifiableMap(new TreeMap<>(reported));
        slots = List.copyOf(slots);
    }

    /** By one slot, as its latest snapshot says. */
    public record SlotLoss(SlotId slot, Map<Loss, Long> lost) {

        public SlotLoss {
            lost = Collections.unmodifiableMap(new TreeMap<>(lost));
        }
    }
}
