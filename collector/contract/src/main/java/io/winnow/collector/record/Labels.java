// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import java.util.function.Function;

/** Finds a constant by the name that documents use. */
public final class Labels {

    private Labels() {}

    /** @throws IllegalArgumentException if there is none; the message names the kind and the word */
    public static <T> T of(T[] values, Function<T, String> label, String wanted) {
        for (T value : values) {
            if (label.apply(value).equals(wanted)) {
                return value;
            }
        }
        throw new IllegalArgumentException(values.getClass().getComponentType().getSimpleName() + "=" + wanted + " is not known");
    }
}
