// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

/** Bounds texts that containers had a say in. What prints them escapes them. */
final class FindingLimits {

    /** Longest text that a finding keeps. */
    static final int LONGEST = 512;

    private FindingLimits() {}

    /** The start of it, without half a character at the end. */
    static String cut(String text) {
        int end = Math.min(text.length(), LONGEST);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }
}
