// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The values that one argument of a system call was seen to have.
 *
 * @param values unsigned; all there were, if {@code closed}
 * @param closed false if there were more than are kept
 */
public record ArgumentSet(SortedSet<Long> values, boolean closed) {

    /** Bit of an item's arg that makes it the set of the values instead of one of them. */
    public static final int MARK = Item.SET;

    public ArgumentSet {
        TreeSet<Long> sorted = new TreeSet<>(Long::compareUnsigned);
        sorted.addAll(values);
        values = Collections.unmodifiableSortedSet(sorted);
    }

    /** Whether the item is a set instead of a value in one. */
    public static boolean isSet(Item item) {
        return isBounded(item) && (item.arg() & MARK) != 0;
    }

    /** Whether the item is a dangerous part of a value: it says something that the set does not, if the set does not keep the value. */
    public static boolean isDanger(Item item) {
        return item.kind() == ItemKind.ARGUMENT && (item.arg() & Item.DANGER) != 0;
    }

    /** Which argument an item is about. */
    public static int index(Item item) {
        return item.arg() & ~(MARK | Item.DANGER);
    }

    /** The set that a value, or a dangerous part of one, belongs to. */
    static Item setOf(Item item) {
        return new Item(item.kind(), item.abi(), item.stage(), index(item) | MARK, item.nr(), 0);
    }

    /** The value that is no more than this dangerous part. */
    static Item valueOf(Item danger) {
        return new Item(danger.kind(), danger.abi(), danger.stage(), index(danger), danger.nr(), danger.detail());
    }

    /** Whether the kernel keeps items of this kind in sets that can overflow. */
    static boolean isBounded(Item item) {
        return item.kind() == ItemKind.ARGUMENT || item.kind() == ItemKind.EXECUTABLE || item.kind() == ItemKind.HELD;
    }
}
