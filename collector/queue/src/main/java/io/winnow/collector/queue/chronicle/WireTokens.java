// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue.chronicle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The few tokens of Chronicle's binary wire format that the metadata of a roll file is made of
 * ({@code net.openhft.chronicle.wire.BinaryWireCode}). Reads only within the buffer, and takes nothing but what it expects.
 */
final class WireTokens {

    private static final int BYTES_LENGTH32 = 0x82;
    private static final int I64_ARRAY = 0x8D;
    private static final int PADDING32 = 0x8E;
    private static final int PADDING = 0x8F;
    private static final int UINT8 = 0xA1;
    private static final int UINT16 = 0xA2;
    private static final int INT16 = 0xA5;
    private static final int INT32 = 0xA6;
    private static final int INT64 = 0xA7;
    private static final int TYPE_PREFIX = 0xB6;
    private static final int EVENT_NAME = 0xB9;
    private static final int FIELD_NAME0 = 0xC0;

    private final ByteBuffer bytes;
    private final long origin;
    private final int start;

    /**
     * Reads from the buffer's position to its limit.
     *
     * @param origin position in the file of the buffer's first byte
     */
    WireTokens(ByteBuffer bytes, long origin) {
        this.bytes = bytes;
        this.origin = origin;
        this.start = bytes.position();
    }

    /** Where in the file the next token is. */
    long position() {
        return origin + bytes.position() - start;
    }

    void event(String name) throws DamagedFileException {
        named(event(), name);
    }

    String event() throws DamagedFileException {
        expect(EVENT_NAME, "an event");
        return text(u8());
    }

    void type(String name) throws DamagedFileException {
        expect(TYPE_PREFIX, "type " + name);
        named(text(u8()), name);
    }

    void field(String name) throws DamagedFileException {
        named(text(u8() - FIELD_NAME0), name);
    }

    /** The start of a nested object. Returns where it has to end. */
    int object() throws DamagedFileException {
        expect(BYTES_LENGTH32, "object");
        need(Integer.BYTES);
        int length = bytes.getInt();
        if (length < 0 || length > bytes.remaining()) {
            throw damaged("object of " + length + " bytes");
        }
        return bytes.position() + length;
    }

    /** The object ends here. */
    void endObject(int end) throws DamagedFileException {
        if (bytes.position() != end) {
            throw damaged("an object that ends " + (end - bytes.position()) + " bytes further on");
        }
    }

    long number() throws DamagedFileException {
        int code = code();
        switch (code) {
            case UINT8:
                return u8();
            case UINT16:
                need(Short.BYTES);
                return Short.toUnsignedInt(bytes.getShort());
            case INT16:
                need(Short.BYTES);
                return bytes.getShort();
            case INT32:
                need(Integer.BYTES);
                return bytes.getInt();
            case INT64:
                need(Long.BYTES);
                aligned();
                return bytes.getLong();
            default:
                throw damaged("code 0x" + Integer.toHexString(code) + " instead of a number");
        }
    }

    /** An array of longs; only as many as are in use are returned. */
    long[] array(long capacity) throws DamagedFileException {
        int code = code();
        if (code != I64_ARRAY) {
            throw damaged("code 0x" + Integer.toHexString(code) + " instead of an array");
        }
        need(2 * Long.BYTES);
        long length = bytes.getLong();
        long used = bytes.getLong();
        if (length != capacity || used < 0 || used > capacity || bytes.remaining() / Long.BYTES < capacity) {
            throw damaged("array of " + length + ", used " + used + ", instead of " + capacity);
        }
        aligned();
        long[] values = new long[(int) used];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes.getLong(bytes.position() + i * Long.BYTES);
        }
        bytes.position(bytes.position() + (int) capacity * Long.BYTES);
        return values;
    }

    /** Nothing but padding is left. */
    void end() throws DamagedFileException {
        while (bytes.hasRemaining()) {
            if (!padding(u8())) {
                throw damaged("more than was expected");
            }
        }
    }

    private int code() throws DamagedFileException {
        int code = u8();
        while (padding(code)) {
            code = u8();
        }
        return code;
    }

    private boolean padding(int code) throws DamagedFileException {
        if (code == PADDING32) {
            need(Integer.BYTES);
            int length = bytes.getInt();
            if (length < 0 || length > bytes.remaining()) {
                throw damaged("padding of " + length + " bytes");
            }
            bytes.position(bytes.position() + length);
            return true;
        }
        return code == PADDING;
    }

    private void expect(int code, String what) throws DamagedFileException {
        int found = code();
        if (found != code) {
            throw damaged("code 0x" + Integer.toHexString(found) + " instead of " + what);
        }
    }

    private String text(int length) throws DamagedFileException {
        if (length < 0) {
            throw damaged("not a name");
        }
        need(length);
        byte[] name = new byte[length];
        bytes.get(name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private void named(String found, String expected) throws DamagedFileException {
        if (!found.equals(expected)) {
            throw damaged("another name instead of " + expected);
        }
    }

    /** Values that several processes change are where one store changes them whole. */
    private void aligned() throws DamagedFileException {
        if (position() % Long.BYTES != 0) {
            throw damaged("a value that is not aligned");
        }
    }

    private int u8() throws DamagedFileException {
        need(1);
        return Byte.toUnsignedInt(bytes.get());
    }

    private void need(int count) throws DamagedFileException {
        if (bytes.remaining() < count) {
            throw damaged("cut short");
        }
    }

    private DamagedFileException damaged(String what) {
        return new DamagedFileException(position(), what);
    }
}
