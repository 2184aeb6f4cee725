// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.analyzer.ingest.Event;
import io.winnow.collector.record.Loss;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** What was reported of one slot, by the keys of its violations, and what its budgets held back. Each kind has a budget, so that many of one hide no other. */
final class SlotReports {

    /** How a violation was reported last, and what of that is known to have arrived. Counts are 0 for never. */
    static final class Report {
        long count;
        long time;
        long confirmedCount;
        long confirmedTime;
        /** When the first snapshot was taken that had it; 0 for none. */
        long snapshotTime;
        /** Path of the program that an executable item is about; empty if no record named it in this life of the detector. */
        String executable = "";
        private boolean heldBack;

        boolean reported() {
            return count > 0;
        }

        /** It was reported, and that has arrived; or it needs no report. */
        void known(long times, long when) {
            count = confirmedCount = times;
            time = confirmedTime = when;
        }
    }

    private final Map<String, Report> reports = new HashMap<>();
    private final Map<ViolationKind, ReportBudget> budgets = new EnumMap<>(ViolationKind.class);
    private long heldBack;
    /** Records lost to a full ring, as the last snapshot counted them. */
    private long ringFull;

    /** What replicas of a workload do has the same key in each slot, and is kept once. */
    Report of(String key) {
        Report known = reports.get(key);
        if (known == null) {
            known = new Report();
            reports.put(key.intern(), known);
        }
        return known;
    }

    /** Null if nothing is known of it. */
    Report find(String key) {
        return reports.get(key);
    }

    void forEach(BiConsumer<String, Report> action) {
        reports.forEach(action);
    }

    /** Whether the budget of its kind has a report left; if not, a violation that is new counts as held back until it is reported. */
    boolean admits(Report report, ViolationKind kind, long now) {
        if (budgets.computeIfAbsent(kind, any -> new ReportBudget()).take(now)) {
            heldBack -= report.heldBack ? 1 : 0;
            report.heldBack = false;
            return true;
        }
        if (!report.heldBack && !report.reported()) {
            report.heldBack = true;
            heldBack++;
        }
        return false;
    }

    /** Violations that the budgets have kept from being reported up to now. */
    long heldBack() {
        return heldBack;
    }

    /** Whether more records were lost to a full ring than at the snapshot before. */
    boolean lostRecords(Event.Snapshot snapshot) {
        return ringFull(snapshot) > ringFull;
    }

    void countLostRecords(Event.Snapshot snapshot) {
        ringFull = Math.max(ringFull, ringFull(snapshot));
    }

    private static long ringFull(Event.Snapshot snapshot) {
        return snapshot.lost().getOrDefault(Loss.RING_FULL, 0L);
    }
}
