// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

/** A part of a line on a terminal: what it says, made printable, and in which tone. */
public record TableCell(String text, Palette.Tone tone) {

    public TableCell {
        text = TerminalText.printable(text);
    }

    public static TableCell of(Object value) {
        return new TableCell(value == null ? "-" : value.toString(), value == null ? Palette.Tone.FAINT : Palette.Tone.PLAIN);
    }

    /** The same in another tone. */
    public TableCell in(Palette.Tone other) {
        return new TableCell(text, other);
    }

    int width() {
        return text.codePointCount(0, text.length());
    }

    /** No wider than this. */
    public TableCell cut(int most) {
        return width() <= most ? this : new TableCell(text.substring(0, text.offsetByCodePoints(0, Math.max(0, most))), tone);
    }
}
