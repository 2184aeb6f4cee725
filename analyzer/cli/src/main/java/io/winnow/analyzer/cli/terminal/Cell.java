// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

/** A part of a line on a terminal: what it says, made printable, and in which tone. */
public record Cell(String text, Palette.Tone tone) {

    public Cell {
        text = TerminalText.printable(text);
    }

    public static Cell of(Object value) {
        return new Cell(value == null ? "-" : value.toString(), value == null ? Palette.Tone.FAINT : Palette.Tone.PLAIN);
    }

    /** The same in another tone. */
    public Cell in(Palette.Tone other) {
        return new Cell(text, other);
    }

    int width() {
        return text.codePointCount(0, text.length());
    }

    /** No wider than this. */
    Cell cut(int most) {
        return width() <= most ? this : new Cell(text.substring(0, text.offsetByCodePoints(0, Math.max(0, most))), tone);
    }
}
