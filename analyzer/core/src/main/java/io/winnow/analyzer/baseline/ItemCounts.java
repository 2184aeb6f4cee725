// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.record.Item;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.IntBinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * An immutable map from items to counts, in the order of {@link ItemOrder}. Two arrays: eight bytes per item, while a tree takes forty and an item of its
 * own forty more. A workload keeps one of these per replica, and hundreds of workloads are in memory.
 */
public final class ItemCounts extends AbstractMap<Item, Integer> {

    static final ItemCounts EMPTY = new ItemCounts(new Item[0], new int[0]);

    private final Item[] items;
    private final int[] counts;

    private ItemCounts(Item[] items, int[] counts) {
        this.items = items;
        this.counts = counts;
    }

    /** @param counts in the order of {@link ItemOrder} */
    public static ItemCounts of(SortedMap<Item, Integer> counts) {
        return new ItemCounts(counts.keySet().toArray(Item[]::new), counts.values().stream().mapToInt(Integer::intValue).toArray());
    }

    /** Each of the items counted once more. */
    ItemCounts plusOneOfEach(Collection<Item> seen) {
        Item[] sorted = seen.toArray(Item[]::new);
        Arrays.sort(sorted, ItemOrder.INSTANCE);
        int[] ones = new int[sorted.length];
        Arrays.fill(ones, 1);
        return merge(new ItemCounts(sorted, ones), Integer::sum);
    }

    /** The greater of the two counts of each item. */
    ItemCounts max(ItemCounts other) {
        return merge(other, Math::max);
    }

    ItemCounts retain(Set<Item> kept) {
        int[] places = IntStream.range(0, items.length).filter(place -> kept.contains(items[place])).toArray();
        return places.length == items.length ? this : new ItemCounts(
                Arrays.stream(places).mapToObj(place -> items[place]).toArray(Item[]::new), Arrays.stream(places).map(place -> counts[place]).toArray());
    }

    /** The same with other instances of equal items: those that the owner holds anyway. */
    ItemCounts with(UnaryOperator<Item> instance) {
        Item[] shared = new Item[items.length];
        for (int i = 0; i < shared.length; i++) {
            shared[i] = instance.apply(items[i]);
        }
        return new ItemCounts(shared, counts);
    }

    private ItemCounts merge(ItemCounts other, IntBinaryOperator both) {
        Item[] merged = new Item[items.length + other.items.length];
        int[] sums = new int[merged.length];
        int size = 0;
        int mine = 0;
        int theirs = 0;
        while (mine < items.length || theirs < other.items.length) {
            int order = order(mine, other, theirs);
            if (order == 0) {
                merged[size] = items[mine];
                sums[size++] = both.applyAsInt(counts[mine++], other.counts[theirs++]);
            } else if (order < 0) {
                merged[size] = items[mine];
                sums[size++] = counts[mine++];
            } else {
                merged[size] = other.items[theirs];
                sums[size++] = other.counts[theirs++];
            }
        }
        return new ItemCounts(Arrays.copyOf(merged, size), Arrays.copyOf(sums, size));
    }

    /** Which of two places comes first; a place past the end comes last. */
    private int order(int mine, ItemCounts other, int theirs) {
        if (mine == items.length) {
            return 1;
        }
        return theirs == other.items.length ? -1 : ItemOrder.INSTANCE.compare(items[mine], other.items[theirs]);
    }

    private int find(Object item) {
        return item instanceof Item wanted ? Arrays.binarySearch(items, wanted, ItemOrder.INSTANCE) : -1;
    }

    @Override
    public Integer get(Object item) {
        int index = find(item);
        return index < 0 ? null : counts[index];
    }

    @Override
    public boolean containsKey(Object item) {
        return find(item) >= 0;
    }

    @Override
    public int size() {
        return items.length;
    }

    @Override
    public Set<Map.Entry<Item, Integer>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<Item, Integer>> iterator() {
                return new Entries();
            }

            @Override
            public int size() {
                return items.length;
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<Item, Integer>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < items.length;
        }

        @Override
        public Map.Entry<Item, Integer> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return Map.entry(items[next], counts[next++]);
        }
    }
}
