// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import java.util.Map;

/** Colours of what is shown on a terminal. There are none if its user wants none ({@code NO_COLOR}, see no-color.org), or if it knows none. */
public final class Palette {

    /** Nothing is coloured. */
    public static final Palette NONE = new Palette(false);

    private static final String RESET = "\u001b[0m";

    private final boolean colours;

    /** What a text says of itself. The names are those of meanings; colours never say anything that the text does not. */
    public enum Tone {
        PLAIN(""),
        STRONG("1"),
        FAINT("2"),
        GOOD("32"),
        CALM("36"),
        WARN("33"),
        BAD("1;31");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    private Palette(boolean colours) {
        this.colours = colours;
    }

    /**
     * For a terminal.
     *
     * @param environment of this process
     */
    public static Palette of(Map<String, String> environment) {
        boolean unwanted = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        String terminal = environment.getOrDefault("TERM", "");
        return unwanted || terminal.isEmpty() || terminal.equals("dumb") ? NONE : new Palette(true);
    }

    String paint(Tone tone, String text) {
        return !colours || tone == Tone.PLAIN || text.isBlank() ? text : "\u001b[" + tone.code + "m" + text + RESET;
    }
}
