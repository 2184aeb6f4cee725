// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.ItemOrder;
import io.winnow.analyzer.workload.PlainText;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.Stage;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which nodes reported what of a workload, as far as it matters: who saw what no other node saw. Joined in any order and repeatedly it is the same.
 *
 * @param nodes the first {@value #MAX_NODES} of them in their order, made printable
 * @param sole by item that one node alone reported: that node
 */
public record Reporters(SortedSet<String> nodes, SortedMap<Item, String> sole) {

    /** Most nodes that are kept. */
    public static final int MAX_NODES = Baseline.MAX_REPLICAS;

    public static final Reporters NONE = new Reporters(new TreeSet<>(), new TreeMap<>(ItemOrder.INSTANCE));

    public Reporters {
        nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
        SortedMap<Item, String> sorted = new TreeMap<>(ItemOrder.INSTANCE);
        sorted.putAll(sole);
        sole = Collections.unmodifiableSortedMap(sorted);
    }

    /** Without some items: they count as reported by several. */
    public Reporters without(Predicate<Item> chosen) {
        TreeMap<Item, String> kept = new TreeMap<>(sole);
        return kept.keySet().removeIf(chosen) ? new Reporters(nodes, kept) : this;
    }

    /**
     * What of a baseline one node of many did alone, or one replica of many, and the node.
     *
     * @param many from so many on; 0: never
     */
    public SortedMap<Item, String> alone(Baseline baseline, int many) {
        TreeMap<Item, String> alone = new TreeMap<>(ItemOrder.INSTANCE);
        boolean manyNodes = nodes.size() >= many;
        if (many == 0 || !manyNodes && baseline.replicas().size() < many) {
            return alone;
        }
        sole.forEach((item, node) -> {
            if (item.stage() != Stage.SETUP && baseline.contains(item) && (manyNodes || replicas(item, baseline) <= 1)) {
                alone.put(item, node);
            }
        });
        return alone;
    }

    private static long replicas(Item item, Baseline baseline) {
        return baseline.replicas().values().stream().filter(replica -> replica.incidence().containsKey(item)).limit(2).count();
    }

    /** Takes up one report after the other. */
    public static final class Builder {

        private final TreeSet<String> nodes;
        private final TreeMap<Item, String> sole;
        private final Set<Item> seen = new HashSet<>();
        private final Predicate<Item> known;

        /** @param known what was reported before */
        public Builder(Reporters before, Predicate<Item> known) {
            this.nodes = new TreeSet<>(before.nodes());
            this.sole = new TreeMap<>(before.sole());
            this.known = known;
        }

        public void report(String name, Collection<Item> items) {
            String node = PlainText.of(name);
            nodes.add(node);
            if (nodes.size() > MAX_NODES) {
                nodes.pollLast();
            }
            for (Item item : items) {
                String first = sole.get(item);
                if (first == null && seen.add(item) && !known.test(item)) {
                    sole.put(item, node);
                } else if (first != null && !first.equals(node)) {
                    sole.remove(item);
                }
            }
        }

        public Reporters build() {
            return new Reporters(nodes, sole);
        }
    }
}
