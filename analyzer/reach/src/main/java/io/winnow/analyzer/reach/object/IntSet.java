// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.object;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** A growing list of numbers, sorted and without repetitions when it is read. */
final class IntSet {

    private static final int[] EMPTY = {};

    private int[] numbers = EMPTY;
    private int size;
    private int sorted;

    void add(int number) {
        if (size > 0 && numbers[size - 1] == number) {
            return;
        }
        if (size == numbers.length) {
            if (size > 2 * sorted + 64) {
                toArray();
            }
            numbers = Arrays.copyOf(numbers, Math.max(4, size * 2));
        }
        numbers[size++] = number;
    }

    boolean anyMatch(IntPredicate condition) {
        for (int i = 0; i < size; i++) {
            if (condition.test(numbers[i])) {
                return true;
            }
        }
        return false;
    }

    int[] toArray() {
        Arrays.sort(numbers, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (kept == 0 || numbers[kept - 1] != numbers[i]) {
                numbers[kept++] = numbers[i];
            }
        }
        size = kept;
        sorted = kept;
        return size == 0 ? EMPTY : Arrays.copyOf(numbers, size);
    }
}
