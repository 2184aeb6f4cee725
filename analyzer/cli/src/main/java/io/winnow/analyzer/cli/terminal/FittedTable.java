// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** A table that fits a terminal: if it is too narrow for all columns, those that matter least are left out; what is still too wide is cut. */
public final class FittedTable {

    private static final int GAP = 2;

    private final List<Column> columns;
    private final List<List<TableCell>> rows = new ArrayList<>();

    /**
     * A column.
     *
     * @param right whether it is aligned on the right, as numbers are
     * @param rank the greater, the sooner it is left out; 0: never
     */
    public record Column(String heading, boolean right, int rank) {}

    public FittedTable(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /** @throws IllegalArgumentException if there is not one cell for each column */
    public FittedTable row(List<TableCell> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException("cells=" + cells.size() + " columns=" + columns.size());
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    /**
     * The headings and the rows.
     *
     * @param width of the terminal in characters
     */
    public List<String> lines(int width, Palette palette) {
        int[] widths = widths();
        List<Integer> shown = fitting(width, widths);
        List<String> lines = new ArrayList<>();
        lines.add(line(columns.stream().map(column -> new TableCell(column.heading(), Palette.Tone.STRONG)).toList(), shown, widths, width, palette));
        rows.forEach(row -> lines.add(line(row, shown, widths, width, palette)));
        return lines;
    }

    private List<Integer> fitting(int width, int[] widths) {
        List<Integer> shown = new ArrayList<>(IntStream.range(0, columns.size()).boxed().toList());
        while (shown.stream().mapToInt(column -> widths[column] + GAP).sum() - GAP > width) {
            Integer least = shown.stream().max(Comparator.comparingInt((Integer column) -> columns.get(column).rank())).orElseThrow();
            if (columns.get(least).rank() == 0) {
                break;
            }
            shown.remove(least);
        }
        return shown;
    }

    private int[] widths() {
        int[] widths = columns.stream().mapToInt(column -> new TableCell(column.heading(), Palette.Tone.PLAIN).width()).toArray();
        for (List<TableCell> row : rows) {
            Arrays.setAll(widths, column -> Math.max(widths[column], row.get(column).width()));
        }
        return widths;
    }

    private String line(List<TableCell> cells, List<Integer> shown, int[] widths, int width, Palette palette) {
        StringBuilder line = new StringBuilder();
        int used = 0;
        for (int column : shown) {
            TableCell cell = cells.get(column);
            int padding = widths[column] - cell.width();
            boolean last = column == shown.get(shown.size() - 1);
            int before = (used == 0 ? 0 : GAP) + (columns.get(column).right() ? padding : 0);
            TableCell cut = cell.cut(width - used - before);
            if (cut.width() == 0 && cell.width() > 0) {
                break;
            }
            int after = last || columns.get(column).right() ? 0 : Math.min(padding, width - used - before - cut.width());
            line.append(" ".repeat(before)).append(palette.paint(cut.tone(), cut.text())).append(" ".repeat(after));
            used += before + cut.width() + after;
        }
        return line.toString().stripTrailing();
    }
}
