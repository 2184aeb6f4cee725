// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.Stage;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ItemCountsTest {

    private static final int NUMBERS = 12;

    private final Random random = new Random(7);

    @Test
    void countsAsATreeDoes() {
        for (int round = 0; round < 200; round++) {
            ItemCounts counts = ItemCounts.EMPTY;
            TreeMap<Item, Integer> tree = new TreeMap<>(ItemOrder.INSTANCE);
            for (int step = 0; step < 5; step++) {
                Set<Item> seen = items();
                counts = counts.plusOneOfEach(seen);
                seen.forEach(item -> tree.merge(item, 1, Integer::sum));
                assertThat(counts).isEqualTo(tree).containsExactlyEntriesOf(tree).isEqualTo(ItemCounts.of(tree));
            }
            Set<Item> kept = items();
            tree.keySet().retainAll(kept);
            assertThat(counts.retain(kept)).isEqualTo(tree).hasSameHashCodeAs(tree);
        }
    }

    @Test
    void takesTheGreaterCountOfEachItem() {
        ItemCounts twice = ItemCounts.EMPTY.plusOneOfEach(Set.of(read(0), read(1))).plusOneOfEach(Set.of(read(0)));
        ItemCounts once = ItemCounts.EMPTY.plusOneOfEach(Set.of(read(0), read(2)));
        assertThat(twice.max(once)).isEqualTo(once.max(twice)).containsEntry(read(0), 2).containsEntry(read(1), 1).containsEntry(read(2), 1).hasSize(3);
        assertThat(twice.get(read(3))).isNull();
    }

    @Test
    void replicasOfOneWorkloadHoldTheSameInstancesOfItems() {
        BaselineBuilder builder = new BaselineBuilder();
        for (String id : new String[] {"one", "other"}) {
            Item seen = read(0);
            builder.see(seen, Observations.by(1)).replica(id, replica -> replica.withWindow(1, Set.of(seen)));
        }
        Baseline baseline = builder.build();
        Item held = baseline.items().firstKey();
        assertThat(baseline.replicas().values()).hasSize(2)
                .allSatisfy(replica -> assertThat(replica.incidence().keySet()).first().isSameAs(held));
    }

    private Set<Item> items() {
        Set<Item> items = new HashSet<>();
        for (int i = random.nextInt(NUMBERS); i > 0; i--) {
            items.add(read(random.nextInt(NUMBERS)));
        }
        return items;
    }

    private static Item read(int number) {
        return Item.syscall(Abi.X86_64, Stage.SERVE, number);
    }
}
