// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.Stage;
import java.util.Arrays;
import java.util.stream.IntStream;

/** A set of system call numbers per stage and ABI, as the kernel keeps it. Immutable. */
public final class SyscallSets {

    public static final SyscallSets EMPTY = new SyscallSets(new long[Layout.BITMAP_WORDS]);

    private final long[] words;

    private SyscallSets(long[] words) {
        this.words = words;
    }

    /**
     * @param words {@link Layout#BITMAP_WORDS} of them, indexed by {@link Layout#word}
     * @throws IllegalArgumentException for another number of words
     */
    public static SyscallSets of(long[] words) {
        if (words.length != Layout.BITMAP_WORDS) {
            throw new IllegalArgumentException("words=" + words.length + " needed=" + Layout.BITMAP_WORDS);
        }
        return new SyscallSets(words.clone());
    }

    public boolean contains(Stage stage, Abi abi, int nr) {
        return nr >= 0 && nr < Layout.SYSCALLS && (words[Layout.word(stage, abi, nr >>> 6)] >>> nr & 1) != 0;
    }

    /** The numbers of one stage and ABI, ascending. */
    public IntStream numbers(Stage stage, Abi abi) {
        int from = Layout.word(stage, abi, 0);
        return Arrays.stream(numbers(words, from, Layout.WORDS));
    }

    public boolean isEmpty() {
        return Arrays.stream(words).allMatch(word -> word == 0);
    }

    /** The set bits of {@code count} words, as numbers from 0. */
    static int[] numbers(long[] words, int from, int count) {
        int size = 0;
        for (int i = 0; i < count; i++) {
            size += Long.bitCount(words[from + i]);
        }
        int[] numbers = new int[size];
        int at = 0;
        for (int i = 0; i < count; i++) {
            for (long rest = words[from + i]; rest != 0; rest &= rest - 1) {
                numbers[at++] = i * Long.SIZE + Long.numberOfTrailingZeros(rest);
            }
        }
        return numbers;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SyscallSets sets && Arrays.equals(words, sets.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    /** For example {@code {start/x86_64=[0, 1], serve/x86_64=[232]}}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (Stage stage : Stage.values()) {
            for (Abi abi : Abi.values()) {
                int[] numbers = numbers(stage, abi).toArray();
                if (numbers.length > 0) {
                    text.append(text.length() == 1 ? "" : ", ").append(stage.label()).append('/').append(abi.label());
                    text.append('=').append(Arrays.toString(numbers));
                }
            }
        }
        return text.append('}').toString();
    }
}
