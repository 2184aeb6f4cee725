// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.elf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Little-endian numbers and strings in an array, each read checked. */
final class Bytes {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final String name;
    private final byte[] bytes;

    /** @param name what an error calls these bytes */
    Bytes(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    int length() {
        return bytes.length;
    }

    int u8(long offset) throws MalformedElfException {
        return bytes[at(offset, 1)] & 0xff;
    }

    int u16(long offset) throws MalformedElfException {
        return (short) SHORT.get(bytes, at(offset, 2)) & 0xffff;
    }

    int i32(long offset) throws MalformedElfException {
        return (int) INT.get(bytes, at(offset, 4));
    }

    long u32(long offset) throws MalformedElfException {
        return i32(offset) & 0xffffffffL;
    }

    long i64(long offset) throws MalformedElfException {
        return (long) LONG.get(bytes, at(offset, 8));
    }

    /** A string that ends with a zero byte, or after {@code max} bytes. Characters beyond ASCII become question marks. */
    String string(long offset, int max) throws MalformedElfException {
        int start = at(offset, 1);
        int end = start;
        while (end < bytes.length && end - start < max && bytes[end] != 0) {
            end++;
        }
        byte[] text = Arrays.copyOfRange(bytes, start, end);
        for (int i = 0; i < text.length; i++) {
            if (text[i] < ' ' || text[i] == 0x7f) {
                text[i] = '?';
            }
        }
        return new String(text, StandardCharsets.US_ASCII);
    }

    private int at(long offset, int size) throws MalformedElfException {
        if (offset < 0 || offset > bytes.length - size) {
            throw new MalformedElfException("offset " + offset + " is outside the " + name + " of " + bytes.length + " bytes");
        }
        return (int) offset;
    }
}
