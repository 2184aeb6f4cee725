// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import java.io.PrintStream;
import java.util.Locale;

/** Prints the steps: a numbered title with the time that has passed, and below it what there is to see. */
final class Narrator {
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final int WIDTH = 105;
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream out;
    private final boolean styled;
    private final int steps;
    private final long started = System.nanoTime();
    private int step;

    /**
     * @param steps  how many there will be
     * @param styled whether the output is a terminal that understands ANSI sequences
     */
    Narrator(PrintStream out, int steps, boolean styled) {
        this.out = out;
        this.steps = steps;
        this.styled = styled;
    }

    void title(String text) {
        out.println(style(BOLD, text));
    }

    void end(String text) {
        out.println();
        title(text);
    }

    void step(String title) {
        step++;
        double seconds = (System.nanoTime() - started) / 1e9;
        String head = String.format(Locale.ROOT, "%d/%d  %s", step, steps, title);
        out.println();
        out.println(style(BOLD, head) + style(DIM, String.format(Locale.ROOT, "  [%.1f s]", seconds)));
    }

    /** Text, indented below the step; each of its lines. */
    void say(String text) {
        text.lines().forEach(line -> out.println("     " + line));
    }

    /** Text without line ends of its own, indented and broken after commas. */
    void wrapped(String text) {
        StringBuilder line = new StringBuilder();
        for (String part : text.split("(?<=,)")) {
            if (!line.isEmpty() && line.length() + part.length() > WIDTH) {
                say(line.toString());
                line.setLength(0);
            }
            line.append(part);
        }
        say(line.toString());
    }

    /** A command that is run, as a user would type it. */
    void command(String line) {
        out.println("     " + style(DIM, "$ " + line));
    }

    private String style(String code, String text) {
        return styled ? code + text + PLAIN : text;
    }
}
