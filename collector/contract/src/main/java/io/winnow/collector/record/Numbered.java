// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import java.util.Arrays;
import java.util.function.ToIntFunction;

/** The constants of an enum by their numbers on the wire, which are small: a look-up is one access to an array. */
final class Numbered<E extends Enum<E>> {

    private final String name;
    private final E[] byNumber;

    /**
     * A table of all constants.
     *
     * @param name what a number stands for, in messages
     * @param values the constants, in the order of their numbers
     */
    Numbered(String name, E[] values, ToIntFunction<E> number) {
        this.name = name;
        byNumber = Arrays.copyOf(values, number.applyAsInt(values[values.length - 1]) + 1);
        Arrays.fill(byNumber, null);
        for (E value : values) {
            byNumber[number.applyAsInt(value)] = value;
        }
    }

    /** @throws MalformedRecordException if no constant has this number */
    E of(int number) {
        E value = number >= 0 && number < byNumber.length ? byNumber[number] : null;
        if (value == null) {
            throw new MalformedRecordException("no such " + name + ": " + name + "=" + number);
        }
        return value;
    }
}
