// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import io.winnow.collector.record.MalformedRecordException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A view of bytes without allocation. Sizes are checked when it is wrapped, and every read is also checked by the buffer, so
 * forged bytes end in an exception and never outside the buffer. The buffer must be little endian.
 */
public abstract class Flyweight {

    protected ByteBuffer buffer;
    protected int offset;

    /** Checks that {@code length} bytes at {@code offset} are there and hold at least {@code block}. */
    final void wrap(String name, ByteBuffer bytes, int at, int length, int block) {
        if (bytes.order() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalArgumentException(name + ": the buffer must be little endian");
        }
        if (length < block || at < 0 || at > bytes.limit() - length) {
            throw new MalformedRecordException(
                    name + ": too short: size=" + length + " needed=" + block + " available=" + (bytes.limit() - at));
        }
        buffer = bytes;
        offset = at;
    }

    final int u8(int field) {
        return Byte.toUnsignedInt(buffer.get(offset + field));
    }

    final int u16(int field) {
        return Short.toUnsignedInt(buffer.getShort(offset + field));
    }

    final int i32(int field) {
        return buffer.getInt(offset + field);
    }

    final long i64(int field) {
        return buffer.getLong(offset + field);
    }

    static void checkIndex(String name, int index, int length) {
        if (index < 0 || index >= length) {
            throw new IndexOutOfBoundsException(name + "=" + index + " of " + length);
        }
    }
}
