// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.record.Item;
import java.util.Comparator;

/** The order of items in baselines and their documents: by kind first; total, and consistent with equals. */
final class ItemOrder {

    static final Comparator<Item> INSTANCE = Comparator.comparingInt((Item item) -> item.kind().number())
            .thenComparingInt(item -> item.stage().number())
            .thenComparingInt(item -> item.abi().number())
            .thenComparingInt(Item::nr)
            .thenComparingInt(Item::arg)
            .thenComparing(Item::detail, Long::compareUnsigned);

    private ItemOrder() {}
}
