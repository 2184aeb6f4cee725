// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.analyzer.cli.terminal.FittedTable;
import io.winnow.analyzer.cli.terminal.Palette;
import io.winnow.analyzer.cli.terminal.Palette.Tone;
import io.winnow.analyzer.cli.terminal.Shortened;
import io.winnow.analyzer.cli.terminal.TableCell;
import io.winnow.analyzer.cli.terminal.Terminal;
import java.util.List;

/** Violations on a terminal, a line each as they come: what was done is never pushed out by who did it. */
final class LiveViolations {

    private static final int KIND = 10;
    private static final int WORKLOAD = 28;
    private static final int COMM = 15;
    private static final int PID = 8;

    private final Palette palette;
    private final Terminal terminal;

    LiveViolations(Palette palette, Terminal terminal) {
        this.palette = palette;
        this.terminal = terminal;
    }

    String heading() {
        return table(padded("TIME", "HH:MM:SS.mmm".length()), padded("KIND", KIND), padded("WORKLOAD", WORKLOAD), padded("COMM", COMM), padded("PID", PID))
                .lines(terminal.size().columns(), palette).get(0);
    }

    /** As wide as the terminal is by now. */
    String line(JsonNode violation) {
        terminal.resized();
        String kind = ViolationLine.text(violation.at("/kind"), KIND);
        long count = violation.at("/count").asLong(1);
        String workload = Shortened.of(ViolationLine.text(violation.at("/workload/id"), Integer.MAX_VALUE), WORKLOAD, WORKLOAD / 4);
        FittedTable table = table("", "", "", "", "");
        table.row(List.of(
                TableCell.of(time(violation)).in(Tone.FAINT),
                TableCell.of(padded(kind, KIND)).in(kind.equals("loss") ? Tone.WARN : Tone.BAD),
                TableCell.of(padded(workload, WORKLOAD)).in(Tone.CALM),
                TableCell.of(padded(ViolationLine.text(violation.at("/process/comm"), COMM), COMM)),
                TableCell.of(padded(ViolationLine.text(violation.at("/process/pid"), PID), PID)).in(Tone.FAINT),
                TableCell.of(ViolationLine.text(violation.at("/summary"), Integer.MAX_VALUE) + (count > 1 ? " (" + count + " times)" : "")).in(Tone.STRONG)));
        return table.lines(terminal.size().columns(), palette).get(1);
    }

    private static FittedTable table(String time, String kind, String workload, String comm, String pid) {
        return new FittedTable(List.of(
                new FittedTable.Column(time, false, 4),
                new FittedTable.Column(kind, false, 1),
                new FittedTable.Column(workload, false, 2),
                new FittedTable.Column(comm, false, 5),
                new FittedTable.Column(pid, false, 6),
                new FittedTable.Column(kind.isEmpty() ? "" : "WHAT", false, 0)));
    }

    /** The date is the reader's own. */
    private static String time(JsonNode violation) {
        String text = ViolationLine.time(violation.at("/time").asText());
        return text.matches("[0-9-]+T[0-9:.]+Z") ? padded(text.substring(text.indexOf('T') + 1, text.length() - 1), "HH:MM:SS.mmm".length()) : text;
    }

    private static String padded(String text, int width) {
        return String.format("%-" + width + "s", text);
    }
}
