// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A message in the wire format of protocol buffers, as far as the CRI needs it: fields by number, in the order of the calls. */
final class CriMessage {
    static final int NUMBER = 0;
    static final int BYTES = 2;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    CriMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    CriMessage texts(int field, List<String> values) {
        values.forEach(value -> text(field, value));
        return this;
    }

    CriMessage message(int field, CriMessage value) {
        return bytes(field, value.bytes());
    }

    CriMessage map(int field, Map<String, String> entries) {
        entries.forEach((key, value) -> message(field, new CriMessage().text(1, key).text(2, value)));
        return this;
    }

    CriMessage number(int field, long value) {
        varint((long) field << 3 | NUMBER);
        varint(value);
        return this;
    }

    CriMessage yes(int field) {
        return number(field, 1);
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    private CriMessage bytes(int field, byte[] value) {
        varint((long) field << 3 | BYTES);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    /** Seven bits a byte, the lowest first; all but the last have the highest bit set. */
    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }
}
