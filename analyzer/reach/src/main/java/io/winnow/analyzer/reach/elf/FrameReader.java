// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.elf;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the ranges of functions from the unwind information, which stripped programs keep (Linux Standard Base, ".eh_frame_hdr"). Only the form that linkers
 * write is read; another gives no ranges.
 */
final class FrameReader {

    private static final int MAX_AUGMENTATION = 8;
    private static final int MAX_FRAMES = 2_000_000;
    private static final int RELATIVE_TO_HERE_4 = 0x1b;
    private static final int COUNT_4 = 0x03;
    private static final int RELATIVE_TO_TABLE_4 = 0x3b;

    private FrameReader() {}

    /** @param header the address of {@code .eh_frame_hdr} */
    static List<FunctionRange> read(Memory memory, long header) throws MalformedElfException {
        List<FunctionRange> ranges = new ArrayList<>();
        if (memory.u8(header) != 1 || memory.u8(header + 1) != RELATIVE_TO_HERE_4
                || memory.u8(header + 2) != COUNT_4 || memory.u8(header + 3) != RELATIVE_TO_TABLE_4) {
            return ranges;
        }
        long count = memory.u32(header + 8);
        if (count > MAX_FRAMES) {
            throw new MalformedElfException("it has more than " + MAX_FRAMES + " frames");
        }
        for (long i = 0; i < count; i++) {
            long start = header + memory.i32(header + 12 + 8 * i);
            long frame = header + memory.i32(header + 16 + 8 * i);
            // length, pointer to the common part, start, and then the bytes of code
            long size = memory.u32(frame + 12);
            if (memory.isCode(start)) {
                // the frame of a signal's return begins a byte early, for unwinders that step back from return addresses
                ranges.add(new FunctionRange("", isOfSignal(memory, frame) ? start + 1 : start, start + size));
            }
        }
        return ranges;
    }

    /** Whether the common part says so: an S in its string. */
    private static boolean isOfSignal(Memory memory, long frame) throws MalformedElfException {
        long common = frame + 4 - memory.u32(frame + 4);
        return memory.contains(common + 9) && memory.string(common + 9, MAX_AUGMENTATION).indexOf('S') >= 0;
    }
}
