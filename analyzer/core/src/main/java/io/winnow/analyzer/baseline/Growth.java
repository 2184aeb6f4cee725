// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.record.Item;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a baseline has that an earlier one of the same workload lacks, as a baseline of its own. A reader who joins all growth of a workload, in any order and
 * any part of it repeatedly, has the baseline: a delta of a state-based CRDT (Almeida, Shoker and Baquero, "Delta state replicated data types", 2018).
 */
public final class Growth {

    private Growth() {}

    /** All of it: joined with the earlier one it makes the later one. */
    public static Baseline between(Baseline earlier, Baseline later) {
        BaselineBuilder growth = new BaselineBuilder();
        Set<Item> known = new HashSet<>();
        later.items().forEach((item, observations) -> {
            if (observations.equals(earlier.items().get(item))) {
                known.add(item);
            } else {
                growth.see(item, observations);
            }
        });
        later.replicas().forEach((id, replica) -> {
            Replica before = earlier.replicas().get(id);
            if (!replica.equals(before)) {
                Replica more = new Replica(replica.lastWindow(), replica.started(), replica.units(), seenMore(before, replica));
                more.incidence().keySet().stream().filter(known::contains).forEach(item -> growth.see(item, later.items().get(item)));
                growth.replica(id, any -> more);
            }
        });
        return growth.join(later.sections().beyond(earlier.sections())).build();
    }

    /** Of it what is new to the sets: items that the earlier one does not have, and sections; not how often and when the others were seen since. */
    public static Baseline ofSets(Baseline earlier, Baseline later) {
        BaselineBuilder growth = new BaselineBuilder();
        later.items().forEach((item, observations) -> {
            if (!earlier.contains(item)) {
                growth.see(item, observations);
            }
        });
        return growth.join(later.sections().beyond(earlier.sections())).build();
    }

    private static ItemCounts seenMore(Replica before, Replica now) {
        SortedMap<Item, Integer> more = new TreeMap<>(ItemOrder.INSTANCE);
        Map<Item, Integer> counted = before == null ? Map.of() : before.incidence();
        now.incidence().forEach((item, count) -> {
            if (!count.equals(counted.get(item))) {
                more.put(item, count);
            }
        });
        return ItemCounts.of(more);
    }
}
