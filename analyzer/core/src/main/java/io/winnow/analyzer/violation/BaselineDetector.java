// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.violation.SlotReports.Report;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what lies outside the frozen baseline. An observation shows a violation at once and in full; a snapshot shows what no observation
 * reported, and how often it happened meanwhile. A snapshot is read from the kernel's maps and so overtakes records that wait in the ring: what is
 * new in it is left to its observation, and reported without one by the next snapshot.
 */
final class BaselineDetector implements Detector {

    private static final Set<ItemKind> WITH_ARGUMENTS = EnumSet.of(ItemKind.SYSCALL, ItemKind.ARGUMENT, ItemKind.DENIAL);

    @Override
    public void observation(Event.Observation observation, Reporter reporter) {
        reporter.watched().baseline().judge(observation.item(), observation.flags()).ifPresent(kind -> report(observation, kind, reporter));
    }

    @Override
    public void snapshot(Event.Snapshot snapshot, Reporter reporter) {
        items(snapshot, reporter);
        syscalls(snapshot, reporter);
    }

    private static void report(Event.Observation observation, ViolationKind kind, Reporter reporter) {
        Item item = observation.item();
        // of the other kinds the record has no registers
        List<Long> arguments = WITH_ARGUMENTS.contains(item.kind()) ? observation.args() : List.of();
        String key = ViolationIds.key(item);
        if (item.kind() == ItemKind.EXECUTABLE) {
            reporter.slot().of(key).executable = observation.path();
        }
        reporter.report(new News(
                kind, key, observation.count(), observation.time(), observation.time(),
                new Behaviour.Act(item, arguments, observation.result(), observation.path()), Optional.of(observation.actor()),
                Violation.Source.OBSERVATION, false));
    }

    private static void items(Event.Snapshot snapshot, Reporter reporter) {
        for (Event.ItemState state : snapshot.items()) {
            reporter.watched().baseline().judge(state.item(), state.flags()).ifPresent(kind -> {
                boolean reported = reporter.slot().of(ViolationIds.key(state.item())).reported();
                report(snapshot, state.item(), kind, Math.max(1, state.count()), reported ? state.last() : state.first(), reporter);
            });
        }
    }

    /** The bitmaps: what happened though no item and no observation of it exists. */
    private static void syscalls(Event.Snapshot snapshot, Reporter reporter) {
        for (Stage stage : EnumSet.range(Stage.START, Stage.EXEC)) {
            for (Abi abi : Abi.values()) {
                snapshot.seen().numbers(stage, abi).forEach(nr -> {
                    Item item = Item.syscall(abi, stage, nr);
                    reporter.watched().baseline().judge(item, 0).ifPresent(kind -> report(snapshot, item, kind, 1, snapshot.time(), reporter));
                });
            }
        }
    }

    private static void report(Event.Snapshot snapshot, Item item, ViolationKind kind, long count, long time, Reporter reporter) {
        String key = ViolationIds.key(item);
        Report report = reporter.slot().of(key);
        if (!report.reported() && observationMayFollow(snapshot, item, report, reporter.slot())) {
            return;
        }
        reporter.report(new News(
                kind, key, count, time, snapshot.time(), new Behaviour.Act(item, List.of(), 0, report.executable), Optional.empty(),
                Violation.Source.SNAPSHOT, snapshot.last()));
    }

    /**
     * Not in the last snapshot. If records were lost, it is not waited for: it may be one of them. That of a program is waited for even then: it does not
     * count for the container's share of the ring, and nothing else has the program's name.
     */
    private static boolean observationMayFollow(Event.Snapshot snapshot, Item item, Report report, SlotReports slot) {
        if (report.snapshotTime == 0) {
            report.snapshotTime = snapshot.time();
        }
        boolean lost = item.kind() != ItemKind.EXECUTABLE && slot.lostRecords(snapshot);
        return !snapshot.last() && !lost && snapshot.time() <= report.snapshotTime;
    }
}
