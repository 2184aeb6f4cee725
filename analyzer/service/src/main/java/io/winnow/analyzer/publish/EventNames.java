// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import java.nio.charset.StandardCharsets;

/** Makes of untrusted names what keys, subjects and documents can have. */
final class EventNames {

    private static final String PLAIN = "-._~:@+=,";
    private static final int LONGEST_SEGMENT = 256;

    /** Longest name in a document; untrusted ones are cut. */
    private static final int LONGEST = 1024;

    private EventNames() {}

    /** What an event of a container is about: {@code WORKLOAD/CONTAINER-ID}. */
    static String subject(String workload, String container) {
        return path(workload) + "/" + segment(container);
    }

    /** A workload's id is a path already; each of its parts is a segment of its own. */
    static String path(String id) {
        StringBuilder path = new StringBuilder();
        for (String part : id.split("/", -1)) {
            path.append(path.isEmpty() ? "" : "/").append(segment(part));
        }
        return path.toString();
    }

    /** Percent-encodes (RFC 3986 §2.1) what is not plain, so that a name can neither forge another key nor break a URI. */
    static String segment(String name) {
        StringBuilder out = new StringBuilder(name.length());
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16))).append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
            if (out.length() > LONGEST_SEGMENT) {
                break;
            }
        }
        return out.toString();
    }

    /** Bounded, and without lone surrogates, which JSON could spell but UTF-8 cannot. */
    static String cut(String text) {
        int end = Math.min(text.length(), LONGEST);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return new String(text.substring(0, end).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** The same; null if there is none. */
    static String orNull(String text) {
        return text == null || text.isEmpty() ? null : cut(text);
    }
}
