// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import io.winnow.collector.record.Sha256;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names that are safe everywhere: RFC 1123 labels, of lower-case letters, digits and inner dashes, at most 63 characters. They are file
 * names without a directory, names of Kubernetes' objects and containers, compose services and words of a shell.
 */
public final class SafeName {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final int LONGEST_SLUG = 50;
    private static final int DIGEST_DIGITS = 8;
    private static final int LONGEST_LINE = 200;

    private SafeName() {}

    /**
     * The name itself if it is such a label; else what of it can be kept, and the start of its SHA-256, so that different names stay
     * different.
     */
    public static String of(String text) {
        if (LABEL.matcher(text).matches()) {
            return text;
        }
        String slug = slug(text);
        return (slug.isEmpty() ? "workload" : slug) + "-" + Sha256.hex(text).substring(0, DIGEST_DIGITS);
    }

    /** Untrusted text for a comment or an annotation: one line of printable ASCII, not too long. */
    static String line(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(LONGEST_LINE).forEach(point -> line.appendCodePoint(point >= ' ' && point < 0x7f ? point : '?'));
        return text.codePointCount(0, text.length()) > LONGEST_LINE ? line + "..." : line.toString();
    }

    private static String slug(String text) {
        String start = text.substring(0, Math.min(text.length(), LONGEST_SLUG));
        String slug = start.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return slug.substring(0, Math.min(slug.length(), LONGEST_SLUG)).replaceAll("^-|-$", "");
    }
}
