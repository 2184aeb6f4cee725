// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Patterns of AppArmor's rules for files (apparmor.d(5)). */
final class AppArmorGlob {

    private AppArmorGlob() {}

    /**
     * All below a directory but what starts with one of the given words. AppArmor has no pattern for this, as it can exclude single
     * characters only: so there is an alternative for each place at which a path can leave the words. What ends inside a word is not covered.
     *
     * @param directory with its slash
     * @param words of letters, digits and slashes, none the start of another
     */
    static String allBut(String directory, List<String> words) {
        SortedMap<String, StringBuilder> next = new TreeMap<>();
        for (String word : words) {
            for (int i = 0; i < word.length(); i++) {
                StringBuilder characters = next.computeIfAbsent(word.substring(0, i), any -> new StringBuilder());
                String character = word.substring(i, i + 1);
                if (characters.indexOf(character) < 0) {
                    characters.append(character);
                }
            }
        }
        return next.entrySet().stream()
                .map(place -> place.getKey() + "[^" + place.getValue() + "]")
                .collect(Collectors.joining(",", directory + "{", "}**"));
    }
}
