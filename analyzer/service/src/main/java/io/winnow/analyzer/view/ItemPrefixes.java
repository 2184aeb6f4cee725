// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.view;

import io.winnow.analyzer.violation.ViolationIds;
import io.winnow.collector.record.Item;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Short names for the items of one listing: prefixes of their hashes, as long as it takes to be different. A container chooses the values of
 * its arguments, and so can make hashes that begin alike; what is compared is always the whole hash.
 */
public final class ItemPrefixes {

    /** Hexadecimal digits that are shown at least. */
    private static final int SHOWN = 10;

    private static final String HEXADECIMAL = "[0-9a-f]{" + SHOWN + ",}";

    private final SortedMap<String, Item> items = new TreeMap<>();
    private final Map<Item, String> prefixes = new HashMap<>();

    public ItemPrefixes(Collection<Item> listed) {
        listed.forEach(item -> items.put(ViolationIds.hash(item), item));
        String before = "";
        for (String hash : items.keySet()) {
            String after = items.tailMap(hash + "\0").isEmpty() ? "" : items.tailMap(hash + "\0").firstKey();
            int length = Math.max(SHOWN, 1 + Math.max(common(before, hash), common(hash, after)));
            prefixes.put(items.get(hash), hash.substring(0, length));
            before = hash;
        }
    }

    /** The shortest prefix that names this item and no other of the listing. */
    public String of(Item item) {
        return prefixes.get(item);
    }

    /** The items whose hashes begin so: more than one if the word is ambiguous. */
    public List<Item> named(String word) {
        return word.matches(HEXADECIMAL) ? new ArrayList<>(items.subMap(word, word + "g").values()) : List.of();
    }

    private static int common(String one, String other) {
        int length = 0;
        while (length < Math.min(one.length(), other.length()) && one.charAt(length) == other.charAt(length)) {
            length++;
        }
        return length;
    }
}
