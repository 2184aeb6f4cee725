// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import java.io.PrintWriter;
import java.util.List;

/** A terminal as a page that is written anew: each line over the one that was there, and no line below the last of the terminal. */
public final class Screen {

    /** Cursor home, erase all. */
    public static final String CLEAR = "\u001b[H\u001b[2J";

    private Screen() {}

    /** @param lines no wider than the terminal */
    public static void show(PrintWriter out, List<String> lines, Terminal.Size size) {
        out.print(text(lines, size));
        out.flush();
    }

    /** The same as text. */
    public static String text(List<String> lines, Terminal.Size size) {
        StringBuilder screen = new StringBuilder(CLEAR);
        // the cursor needs a line of its own
        lines.stream().limit(Math.max(1, size.lines() - 1)).forEach(line -> screen.append(line).append(System.lineSeparator()));
        return screen.toString();
    }
}
