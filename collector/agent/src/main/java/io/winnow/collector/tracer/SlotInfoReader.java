// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.tracer;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.SlotKey;
import java.nio.charset.StandardCharsets;

/** {@code struct winnow_slot_info}, filled in place by the library. */
final class SlotInfoReader {

    static final int SLOT_OFFSET = 0;
    static final int GENERATION_OFFSET = 4;
    static final int MODE_OFFSET = 8;
    static final int NOTES_OFFSET = 12;
    static final int CGROUP_ID_OFFSET = 16;
    static final int CREATED_OFFSET = 24;
    static final int ENTRYPOINT_OFFSET = 32;
    static final int SERVING_OFFSET = 40;
    static final int REMOVED_OFFSET = 48;
    static final int PID_NAMESPACE_OFFSET = 56;
    static final int WINDOW_NUMBER_OFFSET = 60;
    static final int PATH_OFFSET = 64;
    static final int BLOCK_LENGTH = PATH_OFFSET + Layout.PATH_MAX;

    private final Memory memory = new Memory(BLOCK_LENGTH);

    Pointer memory() {
        return memory;
    }

    SlotInfo read() {
        return new SlotInfo(
                new SlotKey(memory.getInt(SLOT_OFFSET), memory.getInt(GENERATION_OFFSET)),
                memory.getInt(MODE_OFFSET),
                memory.getInt(NOTES_OFFSET),
                memory.getLong(CGROUP_ID_OFFSET),
                memory.getLong(CREATED_OFFSET),
                memory.getLong(ENTRYPOINT_OFFSET),
                memory.getLong(SERVING_OFFSET),
                memory.getLong(REMOVED_OFFSET),
                memory.getInt(PID_NAMESPACE_OFFSET),
                memory.getInt(WINDOW_NUMBER_OFFSET),
                path());
    }

    private String path() {
        byte[] bytes = memory.getByteArray(PATH_OFFSET, Layout.PATH_MAX);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
