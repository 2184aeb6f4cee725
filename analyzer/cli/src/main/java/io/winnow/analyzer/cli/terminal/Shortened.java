// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

/** A name in a column: a long one loses its middle, which shows, and keeps its start, which is enough for a command, and its end. */
public final class Shortened {

    private static final int MAX = 60;
    private static final int END = 20;

    private Shortened() {}

    public static String of(String name) {
        return of(name, MAX, END);
    }

    /**
     * @param most characters
     * @param end how many of them are the name's last
     */
    public static String of(String name, int most, int end) {
        int points = name.codePointCount(0, name.length());
        return points <= most ? name
                : name.substring(0, name.offsetByCodePoints(0, most - 1 - end)) + "\u2026" + name.substring(name.offsetByCodePoints(0, points - end));
    }
}
