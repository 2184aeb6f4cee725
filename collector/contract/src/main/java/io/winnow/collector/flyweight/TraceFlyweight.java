// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.RecordType;
import io.winnow.collector.record.Stage;

/**
 * {@code struct winnow_trace}: one call in trace mode.
 *
 * <pre>
 *    0 header (32)      | 32 tgid, tid       | 40 nr, abi, stage, returned, pad
 *   48 args (6 × 8)     | 96 result
 * </pre>
 */
public final class TraceFlyweight extends HeaderFlyweight {

    public static final int TGID_OFFSET = 32;
    public static final int TID_OFFSET = 36;
    public static final int NR_OFFSET = 40;
    public static final int ABI_OFFSET = 44;
    public static final int STAGE_OFFSET = 45;
    public static final int RETURNED_OFFSET = 46;
    public static final int PAD_OFFSET = 47;
    public static final int ARGS_OFFSET = 48;
    public static final int RESULT_OFFSET = 96;
    public static final int BLOCK_LENGTH = 104;

    public TraceFlyweight() {
        super(RecordType.TRACE, null, BLOCK_LENGTH);
    }

    public int tgid() {
        return i32(TGID_OFFSET);
    }

    public int tid() {
        return i32(TID_OFFSET);
    }

    public int nr() {
        return i32(NR_OFFSET);
    }

    public Abi abi() {
        return Abi.of(u8(ABI_OFFSET));
    }

    public Stage stage() {
        return Stage.of(u8(STAGE_OFFSET));
    }

    /** False: the entry. True: the return: the result is valid, the arguments are what the registers hold by then. */
    public boolean returned() {
        return u8(RETURNED_OFFSET) != 0;
    }

    public long arg(int index) {
        checkIndex("arg", index, Layout.ARGS);
        return i64(ARGS_OFFSET + index * Long.BYTES);
    }

    public long result() {
        return i64(RESULT_OFFSET);
    }
}
