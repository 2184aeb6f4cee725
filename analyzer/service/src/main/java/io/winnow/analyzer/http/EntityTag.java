// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Names a document by its content (RFC 9110, section 8.8.3): a client that has it need not be sent it again. */
final class EntityTag {

    private static final int BYTES = 16;

    private EntityTag() {}

    static String of(byte[] document) {
        try {
            return '"' + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(document), 0, BYTES) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** @param condition of {@code If-None-Match}; null if there is none */
    static boolean matches(String condition, String tag) {
        return condition != null && Arrays.stream(condition.split(",")).map(String::strip)
                .anyMatch(one -> one.equals("*") || one.equals(tag) || one.equals("W/" + tag));
    }
}
