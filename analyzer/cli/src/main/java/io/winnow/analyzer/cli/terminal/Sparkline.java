// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import java.util.ArrayDeque;
import java.util.Deque;

/** The last values of a measure as a line of small bars: the highest is the greatest of them. */
public final class Sparkline {

    private static final String BARS = " ▁▂▃▄▅▆▇█";
    /** For a terminal that knows no more than ASCII. */
    private static final String LETTERS = " .:-=+*#@";

    private final int length;
    private final Deque<Double> values = new ArrayDeque<>();

    /** @param length how many values are kept, a character each */
    public Sparkline(int length) {
        this.length = length;
    }

    public Sparkline add(double value) {
        values.add(value);
        if (values.size() > length) {
            values.remove();
        }
        return this;
    }

    /** @param unicode whether the terminal shows block elements */
    public String text(boolean unicode) {
        String levels = unicode ? BARS : LETTERS;
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        StringBuilder line = new StringBuilder(" ".repeat(length - values.size()));
        for (double value : values) {
            // whatever is more than nothing is seen
            int level = value <= 0 ? 0 : (int) Math.max(1, Math.round(value / most * (levels.length() - 1)));
            line.append(levels.charAt(level));
        }
        return line.toString();
    }
}
