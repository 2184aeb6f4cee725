// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.collector.record.Sha256;
import java.util.Arrays;

/** Names a document by its content (RFC 9110, section 8.8.3): a client that has it need not be sent it again. */
final class EntityTag {

    private static final int DIGITS = 32;

    private EntityTag() {}

    static String of(byte[] document) {
        return '"' + Sha256.hex(document).substring(0, DIGITS) + '"';
    }

    /** @param condition of {@code If-None-Match}; null if there is none */
    static boolean matches(String condition, String tag) {
        return condition != null && Arrays.stream(condition.split(",")).map(String::strip)
                .anyMatch(one -> one.equals("*") || one.equals(tag) || one.equals("W/" + tag));
    }
}
