// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One string for equal texts: most containers of a host have the same seccomp profile, of some ten kilobytes. Keeps those that were used last. Safe for use
 * by several threads.
 */
final class SharedTexts {

    private final Map<String, String> texts;

    /** @param most texts that are kept */
    SharedTexts(int most) {
        texts = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                return size() > most;
            }
        };
    }

    /** An equal text: that of before, if it is kept. */
    synchronized String share(String text) {
        String before = texts.putIfAbsent(text, text);
        return before == null ? text : before;
    }
}
