// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import io.winnow.collector.record.Printable;

/**
 * Makes text printable. Names come from containers, and a terminal obeys what it is sent: control and format characters (escape sequences,
 * line ends, text direction) and what is no character at all become visible escapes.
 */
public final class TerminalText {

    private TerminalText() {}

    public static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Printable.isPlain(c)) {
                out.appendCodePoint(c);
            } else if (c <= 0xff) {
                out.append(String.format("\\x%02x", c));
            } else {
                out.append(String.format("\\u%04x", c));
            }
        });
        return out.toString();
    }
}
