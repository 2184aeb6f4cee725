// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import io.winnow.collector.record.Printable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Makes names from untrusted text: printable and bounded, and still different for different texts. */
public final class PlainText {

    /** Characters of a name. */
    private static final int MOST = 160;

    /** Characters of a text for people. */
    public static final int MAX_TEXT = 1000;

    private static final int HASH_DIGITS = 12;

    private PlainText() {}

    /** The text itself if it is printable and short; else what is printable of its start, and a hash of the whole. */
    public static String of(String text) {
        return of(text, MOST);
    }

    public static String of(String text, int most) {
        StringBuilder plain = new StringBuilder();
        boolean changed = false;
        for (int i = 0; i < text.length() && plain.length() < most; ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            boolean printable = isPrintable(point);
            plain.appendCodePoint(printable ? point : '?');
            changed |= !printable;
            if (plain.length() >= most && i < text.length()) {
                changed = true;
            }
        }
        return changed ? plain + "~" + hash(text, HASH_DIGITS) : text;
    }

    /** The first digits of the text's SHA-256. */
    public static String hash(String text, int digits) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, digits);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Letters, digits, signs and plain spaces. */
    private static boolean isPrintable(int point) {
        boolean oddSpace = Character.getType(point) == Character.SPACE_SEPARATOR && point != ' ';
        return Printable.isPlain(point) && !oddSpace && point != 0xfffd;
    }
}
