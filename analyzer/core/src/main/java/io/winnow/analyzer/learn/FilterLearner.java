// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.GapReason;
import io.winnow.analyzer.ingest.Event;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.record.SlotNote;
import java.util.Optional;

/**
 * Learns whether replicas ran under a seccomp filter. One of which nothing is known hides what it refuses; a replica without a filter makes good for those. The
 * filters that are known are taken from the containers' configurations: {@link KnownFilters}.
 */
final class FilterLearner implements BaselineLearner {

    @Override
    public void snapshot(Event.Snapshot snapshot, Optional<ContainerMetadata> container, BaselineBuilder into) {
        if ((snapshot.notes() & SlotNote.UNDER_FILTER) != 0) {
            boolean unit = container.filter(known -> known.kind() == ContainerKind.UNIT).isPresent();
            into.miss(unit ? GapReason.UNDER_UNIT_FILTER : GapReason.UNDER_FILTER, container.filter(KnownFilters::known).isPresent() ? 0 : 1);
        } else if (snapshot.entrypoint() != 0 || (snapshot.mode() & SlotMode.LATE) != 0) {
            into.withoutFilter();
        }
    }
}
