// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.baselines;

import io.winnow.analyzer.advise.Tolerance;
import io.winnow.analyzer.baseline.Completeness;
import io.winnow.analyzer.baseline.Provenance;
import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.analyzer.compare.ProfileRehearsal;
import io.winnow.analyzer.compare.Refusal;
import io.winnow.collector.record.Capability;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A rehearsal, as JSON and for people.
 *
 * @param windows in which the workload did something
 * @param coverage the share of what it does that has been seen, at least, 0 to 1; null if nothing can be said
 * @param verdict in one line, for the tolerance in use
 */
record RehearsalDocument(
        String workload, String tolerance, int windows, int starts, int replicas, Double coverage, List<Level> levels, String verdict) {

    /** What a tolerance would have refused. */
    record Level(
            String tolerance, long refusals, List<Line> refused, List<Line> depends, Map<String, SortedSet<String>> runtimeCalls, Collection<Capability> lacking,
            SortedMap<String, SortedSet<String>> heldOut, SortedSet<String> reachGap) {

        static Level of(ProfileRehearsal.Level level) {
            Map<String, SortedSet<String>> runtimes = new TreeMap<>();
            level.record().runtimeCallSets().forEach((key, names) -> runtimes.put(key.toString(), names));
            return new Level(level.tolerance().label(), level.refusals(), lines(level, true), lines(level, false), runtimes, level.record().lacking(), level.heldOut(),
                    level.reachGap());
        }

        private static List<Line> lines(ProfileRehearsal.Level level, boolean certain) {
            return level.record().refusals().stream().filter(refusal -> refusal.certain() == certain).map(Line::of).toList();
        }
    }

    /** A refusal. */
    record Line(String stage, String abi, String syscall, String argument, String outcome, long count, String executable, String replica) {

        static Line of(Refusal refusal) {
            return new Line(refusal.stage().label(), refusal.abi().label(), refusal.syscall(), refusal.argument(), refusal.outcome().text(),
                    refusal.observations().count(), refusal.observations().provenance().map(Provenance::executable).orElse(""),
                    refusal.observations().provenance().map(Provenance::replica).orElse(""));
        }
    }

    static RehearsalDocument of(ProfileRehearsal rehearsal, Tolerance tolerance) {
        Completeness completeness = rehearsal.completeness();
        return new RehearsalDocument(
                rehearsal.workload().id().toString(), tolerance.label(), completeness.windows(), completeness.starts(),
                rehearsal.workload().baseline().replicas().size(), completeness.atLeast().isPresent() ? completeness.atLeast().getAsDouble() : null,
                rehearsal.levels().stream().map(Level::of).toList(), rehearsal.verdict(tolerance));
    }

    void print(PrintWriter out) {
        Columns columns = new Columns("TOLERANCE", "REFUSED", "STAGE", "ABI", "ANSWER", "BY", "REPLICA");
        int rows = 0;
        for (Level level : levels) {
            for (Line line : level.refused()) {
                columns.row(level.tolerance(), line.argument().isEmpty() ? line.syscall() : line.syscall() + " " + line.argument(), line.stage(), line.abi(), line.outcome(),
                        line.executable().isEmpty() ? null : line.executable(), line.replica());
                rows++;
            }
        }
        if (rows > 0) {
            columns.print(out);
            out.println();
        }
        levels.forEach(level -> print(out, level));
        out.println(TerminalText.printable(workload + ": " + verdict));
        out.flush();
    }

    private static void print(PrintWriter out, Level level) {
        level.runtimeCalls().forEach((runtime, names) -> out.println(TerminalText.printable(
                level.tolerance() + ": would not have started under " + runtime + ": refused are " + String.join(", ", names))));
        if (!level.lacking().isEmpty()) {
            out.println(level.tolerance() + ": would have lacked " + String.join(", ", level.lacking().stream().map(Enum::name).toList()));
        }
        level.heldOut().forEach((replica, names) -> out.println(TerminalText.printable(
                level.tolerance() + ": learned from the other replicas, it would have refused " + replica + " these calls: " + String.join(", ", names))));
    }
}
