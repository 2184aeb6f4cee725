// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.violation.SlotReports.Report;
import io.winnow.collector.record.Loss;
import java.util.EnumSet;
import java.util.Set;

/** Finds what hides a container's behaviour for good; a full ring only costs detail. */
final class LossDetector implements Detector {

    private static final Set<Loss> HIDING = EnumSet.of(Loss.ITEMS_FULL, Loss.TASKS_FULL);

    @Override
    public void snapshot(Event.Snapshot snapshot, Reporter reporter) {
        for (Loss reason : HIDING) {
            long count = snapshot.lost().getOrDefault(reason, 0L);
            if (count > 0) {
                lost(snapshot, reason, count, reporter);
            }
        }
    }

    private static void lost(Event.Snapshot snapshot, Loss reason, long count, Reporter reporter) {
        String key = ViolationIds.key(reason);
        Report report = reporter.slot().of(key);
        if (!report.reported() && snapshot.created() < reporter.watched().frozenAt()) {
            report.known(count, snapshot.time()); // lost while learning, or unknown when: the measure of what comes
        } else {
            reporter.report(News.loss(snapshot, key, count, new Behaviour.Lost(reason)));
        }
    }
}
