// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.record.Item;
import java.util.Comparator;

/** The order of items in baselines and their documents: by kind first; total, and consistent with equals. */
public final class ItemOrder implements Comparator<Item> {

    public static final ItemOrder INSTANCE = new ItemOrder();

    private ItemOrder() {}

    /** Written out: every snapshot looks up hundreds of items. */
    @Override
    public int compare(Item one, Item other) {
        int order = Integer.compare(one.kind().number(), other.kind().number());
        if (order == 0) {
            order = Integer.compare(one.stage().number(), other.stage().number());
        }
        if (order == 0) {
            order = Integer.compare(one.abi().number(), other.abi().number());
        }
        if (order == 0) {
            order = Integer.compare(one.nr(), other.nr());
        }
        if (order == 0) {
            order = Integer.compare(one.arg(), other.arg());
        }
        return order == 0 ? Long.compareUnsigned(one.detail(), other.detail()) : order;
    }
}
