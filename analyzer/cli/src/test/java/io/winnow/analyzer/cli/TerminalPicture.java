// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A screen of a terminal as an SVG picture: its text and its colours, under the command that shows it. */
final class TerminalPicture {

    private static final Pattern RUN = Pattern.compile("\u001b\\[([0-9;]+)m(.*?)\u001b\\[0m|[^\u001b]+");
    private static final Map<String, String> STYLES = Map.of(
            "1", "font-weight=\"700\"", "2", "fill=\"#9aa7b7\"", "32", "fill=\"#74d29b\"", "36", "fill=\"#5ec9bb\"", "33", "fill=\"#edbd6a\"",
            "1;31", "fill=\"#ff9a91\" font-weight=\"700\"");
    static final char NO_BREAK_SPACE = '\u00a0';
    private static final double CHARACTER = 7.8;
    private static final int LINE = 19;
    private static final int MARGIN = 20;
    private static final int FIRST_LINE = 52;

    private TerminalPicture() {}

    /**
     * Draws it.
     *
     * @param description for who does not see it
     * @param screen lines with the sequences of colours that {@code Palette} writes
     */
    static String of(String description, String command, List<String> screen) {
        StringBuilder lines = new StringBuilder(line(FIRST_LINE, "\u001b[36m$ " + command + "\u001b[0m"));
        for (int i = 0; i < screen.size(); i++) {
            lines.append(line(FIRST_LINE + (i + 2) * LINE, screen.get(i)));
        }
        int columns = screen.stream().mapToInt(line -> length(Pty.plain(line))).max().orElseThrow();
        int width = (int) Math.ceil(columns * CHARACTER) + 2 * MARGIN;
        int height = FIRST_LINE + (screen.size() + 2) * LINE;
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img" aria-label="%3$s">
                <rect width="%1$d" height="%2$d" rx="10" fill="#0d1117"/>
                <circle cx="20" cy="18" r="5.5" fill="#3b4654"/><circle cx="38" cy="18" r="5.5" fill="#3b4654"/><circle cx="56" cy="18" r="5.5" fill="#3b4654"/>
                <g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,DejaVu Sans Mono,monospace" font-size="13" fill="#e4e9f0">
                %4$s</g>
                </svg>
                """.formatted(width, height, escaped(description), lines);
    }

    /** As wide as a terminal makes it, whatever font there is. */
    private static String line(int top, String text) {
        StringBuilder runs = new StringBuilder();
        Matcher run = RUN.matcher(text.stripTrailing());
        while (run.find()) {
            runs.append(run.group(1) == null ? unbroken(run.group())
                    : "<tspan " + STYLES.getOrDefault(run.group(1), "") + ">" + unbroken(run.group(2)) + "</tspan>");
        }
        int columns = length(Pty.plain(text).stripTrailing());
        return columns == 0 ? "" : "<text x=\"%d\" y=\"%d\" textLength=\"%d\" lengthAdjust=\"spacing\">%s</text>%n"
                .formatted(MARGIN, top, Math.round(columns * CHARACTER), runs);
    }

    private static int length(String line) {
        return line.codePointCount(0, line.length());
    }

    /** Browsers make one of several spaces. */
    private static String unbroken(String text) {
        return escaped(text).replace(' ', NO_BREAK_SPACE);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
