// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.ItemVisitor;
import io.winnow.analyzer.ingest.SlotId;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Judges what containers of frozen workloads do, by all detectors. Each violation is reported once, and then again with its count at most once in
 * {@code repeatAfter} while it goes on; the last snapshot reports the last count. A container has a budget of reports for each kind: what is over it
 * is counted, and reported by a later snapshot when the budget allows.
 *
 * <p>What was reported counts for a restart only once it is {@linkplain #confirmed confirmed}: a report that was still in flight is repeated under the
 * same id. Used by one thread.
 */
public final class Detectors {

    /** In the order in which they look: a new one is a line here. */
    private static final List<Detector> ALL = List.of(new BaselineDetector(), new LossDetector());

    private final Reports reports;

    public Detectors(Duration repeatAfter, DetectorState state) {
        this.reports = new Reports(repeatAfter, state);
    }

    /** The violations that an event shows, in the order in which they are to be published. */
    public List<Violation> detect(Event.OfSlot event, Watched watched) {
        Judgement judgement = new Judgement(reports.reporter(event.slot(), watched));
        event.accept(judgement);
        return judgement.reporter.violations();
    }

    /** Forgets slots that nothing more comes of, though their last snapshot never came. */
    public void retain(Predicate<SlotId> alive) {
        reports.retain(alive);
    }

    /** Violations since the start that were only counted, because their containers had used up their budgets of reports. */
    public long unreported() {
        return reports.unreported();
    }

    /** The violation with this id has arrived. */
    public void confirmed(String id) {
        reports.confirmed(id);
    }

    /** What to start from the next time. */
    public DetectorState state() {
        return reports.state();
    }

    private final class Judgement extends ItemVisitor {

        private final Reporter reporter;

        Judgement(Reporter reporter) {
            this.reporter = reporter;
        }

        @Override
        public void visit(Event.Observation observation) {
            ALL.forEach(detector -> detector.observation(observation, reporter));
        }

        @Override
        public void visit(Event.Snapshot snapshot) {
            ALL.forEach(detector -> detector.snapshot(snapshot, reporter));
            heldBack(snapshot);
            reporter.slot().countLostRecords(snapshot);
            if (snapshot.last()) {
                reports.forget(snapshot.slot());
            }
        }

        /** What the budget holds back is one violation with its count: what of it is still in the snapshots is reported when the budget allows. */
        private void heldBack(Event.Snapshot snapshot) {
            long count = reporter.slot().heldBack();
            if (count > 0) {
                reporter.report(News.loss(snapshot, ViolationIds.HELD_BACK, count, new Behaviour.HeldBack(count)));
            }
        }
    }
}
