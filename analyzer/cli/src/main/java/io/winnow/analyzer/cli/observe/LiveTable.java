// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.api.profiling.CallUseDocument;
import io.winnow.analyzer.cli.terminal.FittedTable;
import io.winnow.analyzer.cli.terminal.Palette;
import io.winnow.analyzer.cli.terminal.Palette.Tone;
import io.winnow.analyzer.cli.terminal.Screen;
import io.winnow.analyzer.cli.terminal.Sparkline;
import io.winnow.analyzer.cli.terminal.TableCell;
import io.winnow.analyzer.cli.terminal.Terminal;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.collector.document.SyscallUse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of system calls on a terminal: a title, as many rows and columns as fit on it, and what became of each rate lately. */
final class LiveTable {

    /** The title, the headings, the sums, and the line of the cursor. */
    private static final int OTHER_LINES = 4;
    private static final int TREND = 16;
    private static final double SLOW_NANOS = 1e8;

    private final String subject;
    private final String keys;
    private final Palette palette;
    private final boolean unicode;
    private final Map<SyscallUse.Key, Sparkline> trends = new HashMap<>();

    /**
     * @param subject what is looked at: untrusted text
     * @param keys whether keys are taken
     * @param unicode whether the terminal shows block elements
     */
    LiveTable(String subject, boolean keys, Palette palette, boolean unicode) {
        this.subject = TerminalText.printable(subject);
        this.keys = keys ? "; q quits, t c e sort by time, calls, errors" : "";
        this.palette = palette;
        this.unicode = unicode;
    }

    /** Takes note of the rates of one interval. */
    void passed(Map<SyscallUse.Key, Double> perSecond) {
        perSecond.keySet().forEach(key -> trends.computeIfAbsent(key, none -> new Sparkline(TREND)));
        trends.forEach((key, trend) -> trend.add(perSecond.getOrDefault(key, 0.0)));
    }

    String screen(List<SyscallUse> uses, Map<SyscallUse.Key, Double> perSecond, TopTable.Sort sort, Terminal.Size size) {
        List<String> lines = new ArrayList<>();
        // the keys last: a narrow terminal may cut them
        lines.add(TableCell.of("winnow top by " + sort.name().toLowerCase(Locale.ROOT) + ": " + subject + keys).cut(size.columns()).text());
        int rows = Math.max(1, size.lines() - OTHER_LINES);
        TopTable bars = new TopTable(uses, perSecond);
        FittedTable table = table(bars.range());
        uses.stream().limit(rows).forEach(use -> table.row(row(use, perSecond.getOrDefault(use.key(), 0.0), sort, bars)));
        table.row(total(uses, perSecond, rows));
        lines.addAll(table.lines(size.columns(), palette));
        return Screen.text(lines, size);
    }

    private static FittedTable table(String range) {
        return new FittedTable(List.of(
                new FittedTable.Column("SYSCALL", false, 0),
                new FittedTable.Column("CALLS/S", true, 1),
                new FittedTable.Column("LATELY", false, 6),
                new FittedTable.Column("CALLS", true, 4),
                new FittedTable.Column("ERRORS", false, 5),
                new FittedTable.Column("TIME", true, 2),
                new FittedTable.Column("MEAN", true, 8),
                new FittedTable.Column("P50", true, 7),
                new FittedTable.Column("P99", true, 3),
                new FittedTable.Column("LATENCY " + range, false, 9)));
    }

    private List<TableCell> row(SyscallUse use, double rate, TopTable.Sort sort, TopTable bars) {
        long high = use.quantileNanos(SyscallUse.HIGH);
        String trend = trends.getOrDefault(use.key(), new Sparkline(TREND)).text(unicode);
        return List.of(
                TableCell.of(CallUseDocument.label(use.abi(), use.nr())).in(Tone.STRONG),
                TableCell.of(TopTable.rate(rate)).in(rate == 0 ? Tone.FAINT : Tone.PLAIN),
                TableCell.of(trend).in(Tone.CALM),
                sorted(TableCell.of(use.count()), sort == TopTable.Sort.calls),
                TableCell.of(TopTable.errors(use)).in(use.failed() > 0 ? Tone.WARN : Tone.FAINT),
                sorted(TableCell.of(TopTable.time(use.nanos())), sort == TopTable.Sort.time),
                TableCell.of(TopTable.time(use.meanNanos())),
                TableCell.of(TopTable.time(use.quantileNanos(SyscallUse.MEDIAN))),
                TableCell.of(TopTable.time(high)).in(high >= SLOW_NANOS ? Tone.WARN : Tone.PLAIN),
                TableCell.of(bars.bar(use)).in(Tone.FAINT));
    }

    private static TableCell sorted(TableCell cell, boolean by) {
        return by ? cell.in(Tone.STRONG) : cell;
    }

    private static List<TableCell> total(List<SyscallUse> uses, Map<SyscallUse.Key, Double> perSecond, int rows) {
        TableCell none = TableCell.of("");
        return List.of(
                TableCell.of(uses.size() <= rows ? "total" : "total of " + uses.size()).in(Tone.FAINT),
                TableCell.of(TopTable.rate(perSecond.values().stream().mapToDouble(Double::doubleValue).sum())),
                none,
                TableCell.of(uses.stream().mapToLong(SyscallUse::count).sum()),
                TableCell.of(uses.stream().mapToLong(SyscallUse::failed).sum()),
                TableCell.of(TopTable.time(uses.stream().mapToLong(SyscallUse::nanos).sum())),
                none, none, none, none);
    }
}
