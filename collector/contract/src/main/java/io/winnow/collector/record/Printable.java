// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/** Untrusted text for one line of a log or a terminal. */
public final class Printable {

    private static final int MAX_CHARACTERS = 256;

    private Printable() {}

    /** The text without control, format and surrogate characters, which become {@code \\uXXXX}; cut if it is long. */
    public static String of(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(MAX_CHARACTERS).forEach(character -> {
            if (isPlain(character)) {
                line.appendCodePoint(character);
            } else {
                line.append(String.format("\\u%04X", character));
            }
        });
        return text.codePointCount(0, text.length()) > MAX_CHARACTERS ? line + "…" : line.toString();
    }

    /** Whether a terminal shows the character, and does nothing else: not what moves the cursor, turns the writing, or is no character at all. */
    public static boolean isPlain(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
