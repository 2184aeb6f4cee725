// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import java.util.function.Function;

/** Finds a constant by the name that documents use. */
final class Labels {

    private Labels() {}

    static <T> T of(T[] values, Function<T, String> label, String wanted) {
        for (T value : values) {
            if (label.apply(value).equals(wanted)) {
                return value;
            }
        }
        throw new IllegalArgumentException(values.getClass().getComponentType().getSimpleName() + "=" + wanted + " is not known");
    }
}
