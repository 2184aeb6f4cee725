// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A table for people: aligned, and with every cell made printable. */
public final class Columns {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /** @param headings none for rows that follow others */
    public Columns(String... headings) {
        if (headings.length > 0) {
            row((Object[]) headings);
        }
    }

    public Columns row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell == null ? "-" : TerminalText.printable(cell.toString()));
        }
        rows.add(row);
        return this;
    }

    public void print(PrintWriter out) {
        print(out, new ArrayList<>());
    }

    /** @param widths of rows that were printed before; columns that need more grow */
    public void print(PrintWriter out, List<Integer> widths) {
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int width = width(row.get(i));
                if (i == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(i, Math.max(widths.get(i), width));
                }
            }
        }
        for (List<String> row : rows) {
            out.println(line(row, widths));
        }
        out.flush();
    }

    private static String line(List<String> row, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(row.get(i));
            if (i < row.size() - 1) {
                line.append(" ".repeat(widths.get(i) - width(row.get(i)))).append(GAP);
            }
        }
        return line.toString().stripTrailing();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
