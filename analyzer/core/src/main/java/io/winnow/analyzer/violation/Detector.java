// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.analyzer.ingest.Actor;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.violation.SlotReports.Report;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.WallTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Judges what containers of frozen workloads do. An observation reports a violation at once and in full; a snapshot reports what no observation
 * reported, and how often it happened meanwhile. A snapshot is read from the kernel's maps and so overtakes records that wait in the ring: what is
 * new in it is left to its observation, and reported without one by the next snapshot. Each violation is reported once, and then again with its
 * count at most once in {@code repeatAfter} while it goes on; the last snapshot reports the last count. A container has a budget of reports for each
 * kind: what is over it is counted, and reported by a later snapshot when the budget allows.
 *
 * <p>What it reported counts for a restart only once it is {@linkplain #confirmed confirmed}: a report that was still in flight is repeated under the
 * same id. Used by one thread.
 */
public final class Detector {

    /** What hides behaviour for good; a full ring only costs detail. */
    private static final Set<Loss> HIDING = EnumSet.of(Loss.ITEMS_FULL, Loss.TASKS_FULL);

    private static final Set<ItemKind> WITH_ARGUMENTS = EnumSet.of(ItemKind.SYSCALL, ItemKind.ARGUMENT, ItemKind.DENIAL);

    private final long repeatAfter;
    private final Map<SlotId, SlotReports> slots = new HashMap<>();
    private final Map<String, InFlight> inFlight = new HashMap<>();
    private long unreported;

    private record InFlight(SlotId slot, String key, long count, long time) {}

    /** What is about to be reported: {@code time} is when it was done, {@code now} when the event was. */
    private record News(
            ViolationKind kind, String key, long count, long time, long now, Behaviour behaviour, Optional<Actor> actor,
            Violation.Evidence evidence, boolean unlimited) {}

    public Detector(Duration repeatAfter, DetectorState state) {
        this.repeatAfter = repeatAfter.toNanos();
        for (DetectorState.Reported before : state.reported()) {
            Report report = report(before.slot(), before.key());
            report.count = report.confirmedCount = before.count();
            report.time = report.confirmedTime = before.time();
        }
    }

    /** The violations that an event shows, in the order in which they are to be published. */
    public List<Violation> detect(Event.OfSlot event, Watched watched) {
        List<Violation> violations = new ArrayList<>();
        if (event instanceof Event.Observation observation) {
            watched.baseline().judge(observation.item(), observation.flags()).ifPresent(kind -> emit(observation, kind, watched, violations));
        } else if (event instanceof Event.Snapshot snapshot) {
            items(snapshot, watched, violations);
            syscalls(snapshot, watched, violations);
            losses(snapshot, watched, violations);
            heldBack(snapshot, watched, violations);
            slot(snapshot.slot()).countLostRecords(ringFull(snapshot));
            if (snapshot.last()) {
                forget(slots.remove(snapshot.slot()));
            }
        }
        return violations;
    }

    /** Forgets slots that nothing more comes of, though their last snapshot never came. */
    public void retain(Predicate<SlotId> alive) {
        slots.entrySet().removeIf(slot -> {
            boolean gone = !alive.test(slot.getKey());
            if (gone) {
                forget(slot.getValue());
            }
            return gone;
        });
    }

    private void forget(SlotReports slot) {
        unreported += slot.heldBack();
    }

    /** Violations since the start that were only counted, because their containers had used up their budgets of reports. */
    public long unreported() {
        return unreported + slots.values().stream().mapToLong(SlotReports::heldBack).sum();
    }

    /** The violation with this id has arrived. */
    public void confirmed(String id) {
        InFlight confirmed = inFlight.remove(id);
        SlotReports slot = confirmed == null ? null : slots.get(confirmed.slot());
        Report report = slot == null ? null : slot.find(confirmed.key());
        if (report != null) {
            report.confirmedCount = confirmed.count();
            report.confirmedTime = confirmed.time();
        }
    }

    /** What to start from the next time. */
    public DetectorState state() {
        List<DetectorState.Reported> reported = new ArrayList<>();
        slots.forEach((slot, reports) -> reports.forEach((key, report) -> {
            if (report.confirmedTime != 0) {
                reported.add(new DetectorState.Reported(slot, key, report.confirmedCount, report.confirmedTime));
            }
        }));
        return new DetectorState(reported);
    }

    private void emit(Event.Observation observation, ViolationKind kind, Watched watched, List<Violation> violations) {
        // of the other kinds the record has no registers
        List<Long> arguments = WITH_ARGUMENTS.contains(observation.item().kind()) ? observation.args() : List.of();
        Behaviour.Act act = new Behaviour.Act(observation.item(), arguments, observation.result(), observation.path());
        News news = new News(kind, ViolationIds.key(observation.item()), observation.count(), observation.time(), observation.time(), act, Optional.of(observation.actor()),
                Violation.Evidence.OBSERVATION, false);
        if (observation.item().kind() == ItemKind.EXECUTABLE) {
            report(observation.slot(), news.key()).executable = observation.path();
        }
        emit(observation.slot(), news, watched, violations);
    }

    private void items(Event.Snapshot snapshot, Watched watched, List<Violation> violations) {
        for (Event.ItemState state : snapshot.items()) {
            Optional<ViolationKind> kind = watched.baseline().judge(state.item(), state.flags());
            if (kind.isPresent()) {
                String key = ViolationIds.key(state.item());
                long time = reported(snapshot.slot(), key) ? state.last() : state.first();
                emit(snapshot, state.item(), kind.get(), Math.max(1, state.count()), time, watched, violations);
            }
        }
    }

    /** The bitmaps: what happened though no item and no observation of it exists. */
    private void syscalls(Event.Snapshot snapshot, Watched watched, List<Violation> violations) {
        for (Stage stage : EnumSet.range(Stage.START, Stage.EXEC)) {
            for (Abi abi : Abi.values()) {
                snapshot.seen().numbers(stage, abi).forEach(nr -> {
                    Item item = Item.syscall(abi, stage, nr);
                    watched.baseline().judge(item, 0)
                            .ifPresent(kind -> emit(snapshot, item, kind, 1, snapshot.time(), watched, violations));
                });
            }
        }
    }

    private void emit(
            Event.Snapshot snapshot, Item item, ViolationKind kind, long count, long time, Watched watched, List<Violation> violations) {
        String key = ViolationIds.key(item);
        Report report = report(snapshot.slot(), key);
        if (!report.reported() && observationMayFollow(snapshot, report)) {
            return;
        }
        Behaviour.Act act = new Behaviour.Act(item, List.of(), 0, report.executable);
        News news = new News(kind, key, count, time, snapshot.time(), act, Optional.empty(), Violation.Evidence.SNAPSHOT, snapshot.last());
        emit(snapshot.slot(), news, watched, violations);
    }

    /** Not in the last snapshot. If the ring was full, it is not waited for: it may be the record that was lost. */
    private boolean observationMayFollow(Event.Snapshot snapshot, Report report) {
        if (report.snapshotTime == 0) {
            report.snapshotTime = snapshot.time();
        }
        return !snapshot.last() && !slot(snapshot.slot()).lostRecords(ringFull(snapshot)) && snapshot.time() <= report.snapshotTime;
    }

    private static long ringFull(Event.Snapshot snapshot) {
        return snapshot.lost().getOrDefault(Loss.RING_FULL, 0L);
    }

    private void losses(Event.Snapshot snapshot, Watched watched, List<Violation> violations) {
        for (Loss reason : HIDING) {
            long count = snapshot.lost().getOrDefault(reason, 0L);
            String key = ViolationIds.key(reason);
            if (count > 0 && !reported(snapshot.slot(), key) && snapshot.created() < watched.frozenAt()) {
                // lost while learning, or unknown when: the measure of what comes
                Report report = report(snapshot.slot(), key);
                report.count = report.confirmedCount = count;
                report.time = report.confirmedTime = snapshot.time();
            } else if (count > 0) {
                emit(snapshot.slot(), loss(snapshot, key, count, new Behaviour.Lost(reason)), watched, violations);
            }
        }
    }

    private static News loss(Event.Snapshot snapshot, String key, long count, Behaviour behaviour) {
        return new News(ViolationKind.LOSS, key, count, snapshot.time(), snapshot.time(), behaviour, Optional.empty(),
                Violation.Evidence.SNAPSHOT, snapshot.last());
    }

    /** What the budget holds back is one violation with its count: what of it is still in the snapshots is reported when the budget allows. */
    private void heldBack(Event.Snapshot snapshot, Watched watched, List<Violation> violations) {
        long count = slot(snapshot.slot()).heldBack();
        if (count > 0) {
            emit(snapshot.slot(), loss(snapshot, ViolationIds.HELD_BACK, count, new Behaviour.HeldBack(count)), watched, violations);
        }
    }

    /** Reports it if it is new, or if it happened again and it is time to say so; and if the container's budget allows. Losses need no budget: they are few. */
    private void emit(SlotId slot, News news, Watched watched, List<Violation> violations) {
        Report report = report(slot, news.key());
        if (isDue(report, news) && (news.kind() == ViolationKind.LOSS || slot(slot).admits(report, news.kind(), news.now()))) {
            add(slot, report, news, watched, violations);
        }
    }

    private boolean isDue(Report report, News news) {
        return !report.reported() || news.count() > report.count && (news.unlimited() || news.time() - report.time >= repeatAfter);
    }

    private void add(SlotId slot, Report report, News news, Watched watched, List<Violation> violations) {
        boolean repeated = report.reported();
        report.count = news.count();
        report.time = news.time();
        String id = ViolationIds.id(watched.subject().node(), slot, news.key());
        if (repeated) {
            id = ViolationIds.repetition(id, news.count());
        }
        inFlight.put(id, new InFlight(slot, news.key(), news.count(), news.time()));
        violations.add(new Violation(id, news.kind(), Summary.of(news.behaviour()), WallTime.instant(news.time()), watched.subject(),
                news.behaviour(), news.actor(), news.count(), repeated, news.evidence()));
    }

    private boolean reported(SlotId slot, String key) {
        return report(slot, key).reported();
    }

    private Report report(SlotId slot, String key) {
        return slot(slot).of(key);
    }

    private SlotReports slot(SlotId slot) {
        return slots.computeIfAbsent(slot, s -> new SlotReports());
    }
}
