// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.violation.SlotReports.Report;
import io.winnow.collector.record.WallTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What was reported of all slots, and what of that has arrived. */
final class Reports {

    private final long repeatAfter;
    private final Map<SlotId, SlotReports> slots = new HashMap<>();
    private final Map<String, InFlight> inFlight = new HashMap<>();
    private long unreported;

    private record InFlight(SlotId slot, String key, long count, long time) {}

    Reports(Duration repeatAfter, DetectorState state) {
        this.repeatAfter = repeatAfter.toNanos();
        for (DetectorState.Reported before : state.reported()) {
            slot(before.slot()).of(before.key()).known(before.count(), before.time());
        }
    }

    /** For one event. */
    Reporter reporter(SlotId slot, Watched watched) {
        return new Reporter(this, slot, slot(slot), watched);
    }

    /** Whether it is new, or happened again and may be reported again. */
    boolean isDue(Report report, News news) {
        return !report.reported() || news.count() > report.count && (news.last() || news.time() - report.time >= repeatAfter);
    }

    /** Notes that it is on its way. */
    Violation reported(SlotId slot, Report report, News news, Watched watched) {
        Subject subject = watched.subject();
        boolean repeated = report.reported();
        report.count = news.count();
        report.time = news.time();
        String id = ViolationIds.id(subject.node(), slot, news.key());
        if (repeated) {
            id = ViolationIds.repetition(id, news.count());
        }
        inFlight.put(id, new InFlight(slot, news.key(), news.count(), news.time()));
        boolean tolerated = news.behaviour() instanceof Behaviour.Act act && watched.baseline().tolerates(act.item());
        String summary = Summary.of(news.behaviour()) + (tolerated ? "; the suggested profile allows it" : "")
                + (news.kind() == ViolationKind.START_ONLY ? " while serving; the baseline has it from the start only" : "");
        return new Violation(
                id, news.kind(), summary, WallTime.instant(news.time()), subject, news.behaviour(), news.actor(), news.count(),
                repeated, news.evidence(), tolerated);
    }

    void confirmed(String id) {
        InFlight confirmed = inFlight.remove(id);
        SlotReports slot = confirmed == null ? null : slots.get(confirmed.slot());
        Report report = slot == null ? null : slot.find(confirmed.key());
        if (report != null) {
            report.confirmedCount = confirmed.count();
            report.confirmedTime = confirmed.time();
        }
    }

    /** Nothing more comes of this slot. */
    void forget(SlotId slot) {
        unreported += slots.remove(slot).heldBack();
    }

    void retain(Predicate<SlotId> alive) {
        List.copyOf(slots.keySet()).stream().filter(alive.negate()).forEach(this::forget);
    }

    long unreported() {
        return unreported + slots.values().stream().mapToLong(SlotReports::heldBack).sum();
    }

    DetectorState state() {
        List<DetectorState.Reported> reported = new ArrayList<>();
        slots.forEach((slot, reports) -> reports.forEach((key, report) -> {
            if (report.confirmedTime != 0) {
                reported.add(new DetectorState.Reported(slot, key, report.confirmedCount, report.confirmedTime));
            }
        }));
        return new DetectorState(reported);
    }

    private SlotReports slot(SlotId slot) {
        return slots.computeIfAbsent(slot, any -> new SlotReports());
    }
}
