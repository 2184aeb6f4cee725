// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.violation.SlotReports.Report;
import java.util.ArrayList;
import java.util.List;

/** Where detectors report what they find in one event of a watched container. */
final class Reporter {

    private final Reports all;
    private final SlotId slotId;
    private final SlotReports slot;
    private final Watched watched;
    private final List<Violation> violations = new ArrayList<>();

    Reporter(Reports all, SlotId slotId, SlotReports slot, Watched watched) {
        this.all = all;
        this.slotId = slotId;
        this.slot = slot;
        this.watched = watched;
    }

    /** What the container is held to. */
    Watched watched() {
        return watched;
    }

    /** What was reported of the container. */
    SlotReports slot() {
        return slot;
    }

    /** What this event gives to be published. */
    List<Violation> violations() {
        return violations;
    }

    /** Reports it if it is new, or if it happened again and it is time to say so; and if the container's budget allows. Losses need no budget: they are few. */
    void report(News news) {
        Report report = slot.of(news.key());
        if (all.isDue(report, news) && (news.kind() == ViolationKind.LOSS || slot.admits(report, news.kind(), news.now()))) {
            violations.add(all.reported(slotId, report, news, watched));
        }
    }
}
