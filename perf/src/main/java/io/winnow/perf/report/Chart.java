// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.report;

import io.winnow.perf.contender.NullHook;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The cost of a system call as a bar chart (SVG), in units of the null program, on a logarithmic scale. */
final class Chart {
    private static final String LOAD = "getppid";
    private static final double LEAST = 0.5;
    private static final int LABEL = 110;
    private static final int WIDTH = 560;
    private static final int NOTE = 190;
    private static final int BAR = 22;
    private static final int GAP = 8;
    private static final int TOP = 64;

    private final Report report;

    Chart(Report report) {
        this.report = report;
    }

    String render() {
        List<Row> rows = report.rows().stream()
                .filter(row -> row.load().equals(LOAD) && row.ratioToNull() != null && row.unit().startsWith("ns added"))
                .sorted(Comparator.comparingDouble(Row::ratioToNull)).toList();
        double most = rows.stream().mapToDouble(Row::ratioToNull).max().orElse(1) * 1.05;
        StringBuilder svg = new StringBuilder();
        int height = TOP + rows.size() * (BAR + GAP) + 40;
        add(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">",
                LABEL + WIDTH + NOTE, height);
        add(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>");
        add(svg, "<text x=\"12\" y=\"24\" font-size=\"16\">What a tracer adds to %s, in units of a BPF program that does nothing</text>", LOAD);
        add(svg, "<text x=\"12\" y=\"44\" fill=\"#666\">%s, Linux %s; logarithmic</text>", escape(report.machine().processor()),
                escape(report.machine().kernel()));
        for (double tick = 1; tick <= most; tick *= 10) {
            double x = LABEL + width(tick, most);
            add(svg, "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#ccc\"/>", x, TOP - 6, x, height - 34);
            add(svg, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#666\">%.0f</text>", x, height - 18, tick);
        }
        for (int i = 0; i < rows.size(); i++) {
            bar(svg, rows.get(i), TOP + i * (BAR + GAP), most);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void bar(StringBuilder svg, Row row, int y, double most) {
        double width = width(row.ratioToNull(), most);
        String colour = row.measure().equals(NullHook.NAME) ? "#555" : row.ratioToPeers() == null ? "#9aa5b1" : "#2f7d5b";
        add(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", LABEL - 8, y + BAR - 6, escape(row.measure()));
        add(svg, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>", LABEL, y, width, BAR, colour);
        add(svg, "<text x=\"%.1f\" y=\"%d\">%.2f (%.0f ns)</text>", LABEL + width + 6, y + BAR - 6, row.ratioToNull(), row.value());
    }

    private static double width(double ratio, double most) {
        return Math.max(1, WIDTH * Math.log(ratio / LEAST) / Math.log(most / LEAST));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
