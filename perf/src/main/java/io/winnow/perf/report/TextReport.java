// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The report as text for a terminal: ratios first. */
final class TextReport {
    private static final String ROW = "  %-12s %-24s %10s  %s%n";
    private static final String PEER_ROW = "  %-12s %-12s%s";

    private final Report report;
    private final StringBuilder out = new StringBuilder();

    TextReport(Report report) {
        this.report = report;
    }

    String render() {
        Machine machine = report.machine();
        line("Winnow's cost, measured side by side in one run%s", report.quick() ? " (quick: the figures scatter)" : "");
        line("%s, %d CPUs, Linux %s, Java %s, load average before: %.2f", machine.processor(), machine.cpus(), machine.kernel(),
                machine.java(), machine.loadAverage());
        machine.mitigations().forEach((weakness, state) -> line("  %s: %s", weakness, state));
        if (report.otherTracers() > 0) {
            line("  beware: %d tracing programs of others were attached during all of a measurement; its base line is not nothing", report.otherTracers());
        }
        report.sections().forEach(this::section);
        line("");
        line("x null = what the measure adds to the load's time, over what the program adds that does nothing (a server: its");
        line("throughput over that with the null program). Medians over each measure's undisturbed rounds, quartiles and the number of those rounds in brackets.");
        line("over = what the measure adds over what another tool adds, both in the rounds in which that tool took part (not all).");
        line("Whatever runs at each call's entry costs what null does: nothing there is below null's row.");
        report.contenders().forEach((name, description) -> line("  %-12s %s", name, description));
        if (!report.missing().isEmpty()) {
            line("Not installed, so not measured: %s", String.join(", ", report.missing()));
        }
        return out.toString();
    }

    private void section(String title, List<Row> rows) {
        line("");
        line("%s", title);
        out.append(String.format(Locale.ROOT, ROW, "measure", "load", "x null", "value"));
        String load = "";
        for (Row row : rows) {
            if (!load.isEmpty() && !load.equals(row.load())) {
                line("");
            }
            load = row.load();
            out.append(String.format(Locale.ROOT, ROW, row.measure(), load,
                    row.ratioToNull() == null ? "" : number(row.ratioToNull()), value(row)));
        }
        rows.stream().filter(row -> row.ratioToPeers() != null).collect(Collectors.groupingBy(Row::load, LinkedHashMap::new, Collectors.toList()))
                .forEach(this::peers);
    }

    private void peers(String load, List<Row> rows) {
        Set<String> peers = rows.get(0).ratioToPeers().keySet();
        if (peers.isEmpty()) {
            return;
        }
        line("");
        line(PEER_ROW, "over", load, columns(peers.stream()));
        rows.forEach(row -> line(PEER_ROW, row.measure(), load, columns(row.ratioToPeers().values().stream().map(TextReport::number))));
    }

    private static String columns(Stream<String> texts) {
        return texts.map("%12s"::formatted).collect(Collectors.joining());
    }

    private static String value(Row row) {
        String range = row.low() == null ? "" : " (" + number(row.low()) + " .. " + number(row.high()) + "; " + row.rounds() + " rounds)";
        return number(row.value()) + " " + row.unit() + range;
    }

    /** Three digits that mean something; counts as they are. */
    private static String number(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.3f", value);
    }

    private void line(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
