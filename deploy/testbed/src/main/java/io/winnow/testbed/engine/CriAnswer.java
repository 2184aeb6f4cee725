// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What a CRI runtime answers: a message of which the last value of each field counts. */
final class CriAnswer {
    private final Map<Integer, Long> numbers = new HashMap<>();
    private final Map<Integer, byte[]> bytes = new HashMap<>();

    /** @throws IllegalArgumentException for a kind of field that the CRI's answers do not have */
    CriAnswer(ByteBuffer message) {
        while (message.hasRemaining()) {
            long tag = varint(message);
            int field = (int) (tag >>> 3);
            switch ((int) (tag & 0x7)) {
                case CriMessage.NUMBER -> numbers.put(field, varint(message));
                case CriMessage.BYTES -> {
                    byte[] value = new byte[(int) varint(message)];
                    message.get(value);
                    bytes.put(field, value);
                }
                default -> throw new IllegalArgumentException("field " + field + " is neither a number nor bytes");
            }
        }
    }

    private static long varint(ByteBuffer message) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = message.get();
            value |= (part & 0x7fL) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }

    boolean has(int field) {
        return bytes.containsKey(field);
    }

    /** Empty if there is none: the format does not write an empty one. */
    String text(int field) {
        return new String(bytes.getOrDefault(field, new byte[0]), StandardCharsets.UTF_8);
    }

    /** 0 if there is none: the format does not write a zero. */
    long number(int field) {
        return numbers.getOrDefault(field, 0L);
    }
}
