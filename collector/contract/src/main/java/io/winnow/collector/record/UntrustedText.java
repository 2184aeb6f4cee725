// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Text that a container wrote: bounded, and valid Unicode whatever the bytes are. Escaping is the printer's task. */
public final class UntrustedText {

    private UntrustedText() {}

    /** The bytes up to the first NUL or the end; invalid UTF-8 becomes U+FFFD. */
    public static String decode(ByteBuffer buffer, int offset, int limit) {
        int length = 0;
        while (length < limit && buffer.get(offset + length) != 0) {
            length++;
        }
        return text(buffer, offset, length);
    }

    /** Components deepest first, each NUL-terminated, as an absolute path; empty if there are none. */
    public static String decodeComponents(ByteBuffer buffer, int offset, int length) {
        StringBuilder path = new StringBuilder(length + 1);
        int start = 0;
        for (int i = 0; i <= length; i++) {
            if (i == length || buffer.get(offset + i) == 0) {
                String component = text(buffer, offset + start, i - start);
                if (!component.isEmpty() && !component.equals("/")) {
                    path.insert(0, component).insert(0, '/');
                }
                start = i + 1;
            }
        }
        return path.toString();
    }

    private static String text(ByteBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.get(offset, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
