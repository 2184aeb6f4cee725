// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/** The limits of {@code record.h}. A test compares them with the header file. */
public final class Layout {

    public static final int SCHEMA_VERSION = 1;

    /** Numbers of one ABI's table; as a number it means "out of range". */
    public static final int SYSCALLS = 576;
    /** 64-bit words of one bitmap of system calls. */
    public static final int WORDS = SYSCALLS / 64;
    public static final int PATH_MAX = 256;
    public static final int COMM_MAX = 16;
    public static final int ARGS = 6;
    /** Processes above the one that acted. */
    public static final int ANCESTORS = 4;
    /** Distinct values kept of one argument; past it the set is unconstrained. */
    public static final int ARGUMENT_VALUES_MAX = 64;

    /** Bucket i of a latency histogram holds the calls that took [2^i, 2^(i+1)) ns; the first also less, the last also more. */
    public static final int LATENCY_BUCKETS = 32;

    public static final int ABIS = 3;
    public static final int STAGES = 4;
    public static final int ORIGINS = 4;
    public static final int RUNTIME_CALL_SETS = 2;
    public static final int LOSSES = 5;

    /** Words and bytes of a bitmap over stage, ABI and number, in that order: seen, window, policy. */
    public static final int BITMAP_WORDS = STAGES * ABIS * WORDS;
    public static final int BITMAP_BYTES = BITMAP_WORDS * Long.BYTES;

    private Layout() {}

    /** Index of a word in a bitmap over stage, ABI and number. */
    public static int word(Stage stage, Abi abi, int word) {
        if (word < 0 || word >= WORDS) {
            throw new IndexOutOfBoundsException("word=" + word + " words=" + WORDS);
        }
        return (stage.number() * ABIS + abi.number()) * WORDS + word;
    }
}
