// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.cli.terminal.Terminal;
import io.winnow.analyzer.cli.terminal.TerminalText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of system calls on a terminal: a title, as many rows as fit on it, and no line longer than the terminal is wide. */
public final class LiveTable {

    /** Cursor home, erase all. */
    public static final String CLEAR = "\u001b[H\u001b[2J";

    /** The title, the headings, the sums, and the line of the cursor. */
    private static final int OTHER_LINES = 4;

    private final String subject;
    private final String keys;

    /** @param subject what is looked at: untrusted text */
    LiveTable(String subject, boolean keys) {
        this.subject = TerminalText.printable(subject);
        this.keys = keys ? "; q quits, t c e sort by time, calls, errors" : "";
    }

    String screen(List<SyscallUse> uses, Map<SyscallUse.Key, Double> perSecond, TopTable.Sort sort, Terminal.Size size) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        // the keys last: a narrow terminal may cut them
        out.println("winnow top by " + sort.name().toLowerCase(Locale.ROOT) + ": " + subject + keys);
        new TopTable(uses, perSecond).print(out, Math.max(1, size.lines() - OTHER_LINES));
        StringBuilder screen = new StringBuilder(CLEAR);
        text.toString().lines().forEach(line -> screen.append(cut(line, size.columns())).append(System.lineSeparator()));
        return screen.toString();
    }

    private static String cut(String line, int columns) {
        return line.codePointCount(0, line.length()) <= columns ? line : line.substring(0, line.offsetByCodePoints(0, columns));
    }
}
