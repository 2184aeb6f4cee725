// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.risk;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * System calls that are the same work of the kernel.
 *
 * @param name of the class, as {@code stat}
 * @param work what each of its calls does, as words that follow "it"
 * @param since the calls by name, each with the version of Linux that brought it, as {@code 2.6.16}
 */
public record SiblingClass(String name, String work, Map<String, String> since) {

    public SiblingClass {
        since = Collections.unmodifiableMap(new LinkedHashMap<>(since));
    }
}
