// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import io.winnow.collector.record.Printable;
import io.winnow.collector.record.Sha256;

/** Makes names from untrusted text: printable and bounded, and still different for different texts. */
public final class PlainText {

    /** Characters of a name. */
    static final int MAX_NAME = 160;

    /** Characters of a text for people. */
    public static final int MAX_TEXT = 1000;

    /** Stands for what is left out. */
    private static final String CUT = "\u2026";

    /** This part of what is kept is the text's end: long commands often differ there. */
    private static final int END = 4;

    private static final int HASH_DIGITS = 12;

    /** Characters that mark a changed text. */
    static final int SUFFIX = 1 + HASH_DIGITS;

    private PlainText() {}

    /** The text itself if it is printable and short; else what is printable of its start and its end, and a hash of the whole. */
    public static String of(String text) {
        return of(text, MAX_NAME);
    }

    /** @param most characters that are kept of a text; a longer one loses its middle */
    public static String of(String text, int most) {
        int[] points = text.codePoints().toArray();
        String plain = points.length <= most ? plain(points, 0, points.length)
                : plain(points, 0, most - 1 - most / END) + CUT + plain(points, points.length - most / END, points.length);
        return plain.equals(text) ? text : plain + "~" + hash(text, HASH_DIGITS);
    }

    private static String plain(int[] points, int from, int to) {
        StringBuilder plain = new StringBuilder();
        for (int i = from; i < to; i++) {
            plain.appendCodePoint(isPrintable(points[i]) ? points[i] : '?');
        }
        return plain.toString();
    }

    /** The first digits of the text's SHA-256. */
    public static String hash(String text, int digits) {
        return Sha256.hex(text).substring(0, digits);
    }

    /** Letters, digits, signs and plain spaces. */
    private static boolean isPrintable(int point) {
        boolean oddSpace = Character.getType(point) == Character.SPACE_SEPARATOR && point != ' ';
        return Printable.isPlain(point) && !oddSpace && point != 0xfffd;
    }
}
