// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** A baseline that grows in place. Every method can only add, and adding twice is adding once. */
final class BaselineBuilder {

    /** Replicas by a hash of their id, so that the smallest are a uniform sample. */
    private static final Comparator<String> RANK = Comparator.comparing(BaselineBuilder::rank, Long::compareUnsigned)
            .thenComparing(Comparator.naturalOrder());

    private final TreeMap<Item, Sighting> items = new TreeMap<>(ItemOrder.INSTANCE);
    private final Map<ItemKind, Integer> sizes = new EnumMap<>(ItemKind.class);
    private final TreeMap<String, Replica> replicas = new TreeMap<>(RANK);
    private final Map<Shortfall, Long> shortfalls = new EnumMap<>(Shortfall.class);
    private final Set<BootstrapKey> runtimes = new TreeSet<>();
    private final Set<Capability> granted = EnumSet.noneOf(Capability.class);
    private boolean unmasked;
    private boolean whole;

    Baseline build() {
        if (shortfalls.containsKey(Shortfall.TRUNCATED)) {
            // incidence is kept of items that are kept, in whatever order the two arrived
            replicas.replaceAll((id, replica) -> replica.retain(items.keySet()));
        }
        TreeMap<String, Replica> byId = new TreeMap<>();
        byId.putAll(replicas);
        return new Baseline(items, byId, shortfalls, unmasked, whole, runtimes, granted);
    }

    BaselineBuilder join(Baseline other) {
        other.items().forEach(this::see);
        replicasOf(other);
        other.shortfalls().forEach(this::miss);
        unmasked |= other.unmasked();
        whole |= other.whole();
        runtimes.addAll(other.runtimes());
        granted.addAll(other.granted());
        return this;
    }

    BaselineBuilder replicasOf(Baseline other) {
        other.replicas().forEach((id, replica) -> replica(id, mine -> mine.join(replica)));
        return this;
    }

    BaselineBuilder see(Item item, Sighting sighting) {
        Sighting known = items.get(item);
        if (known != null) {
            items.put(item, known.join(sighting));
            return this;
        }
        items.put(item, sighting);
        int size = sizes.merge(item.kind(), 1, Integer::sum);
        if (item.kind() != ItemKind.SYSCALL && size > Baseline.MOST_ITEMS) {
            items.remove(greatest(item.kind()));
            sizes.put(item.kind(), Baseline.MOST_ITEMS);
            miss(Shortfall.TRUNCATED, 1);
        }
        return this;
    }

    /** Says who did all that is here. */
    BaselineBuilder nameReplica(String name) {
        items.replaceAll((item, sighting) -> sighting.in(name));
        return this;
    }

    /** Replaces what is known of a replica by what {@code change} makes of it. */
    BaselineBuilder replica(String id, UnaryOperator<Replica> change) {
        replicas.put(id, change.apply(replicas.getOrDefault(id, Replica.NEW)));
        if (replicas.size() > Baseline.MOST_REPLICAS) {
            replicas.pollLastEntry();
        }
        return this;
    }

    /** @param count in one replica; nothing is noted for 0 */
    BaselineBuilder miss(Shortfall shortfall, long count) {
        if (count > 0) {
            shortfalls.merge(shortfall, count, Math::max);
        }
        return this;
    }

    BaselineBuilder unmasked() {
        unmasked = true;
        return this;
    }

    BaselineBuilder whole() {
        whole = true;
        return this;
    }

    BaselineBuilder runtime(BootstrapKey key) {
        runtimes.add(key);
        return this;
    }

    BaselineBuilder granted(Capability capability) {
        granted.add(capability);
        return this;
    }

    private Item greatest(ItemKind kind) {
        Item beyond = new Item(kind, Abi.X32, Stage.EXEC, Integer.MAX_VALUE, Integer.MAX_VALUE, -1L);
        return items.floorKey(beyond);
    }

    /** FNV-1a, finished with the mixer of MurmurHash3 so that the order of similar ids is not theirs. */
    private static long rank(String id) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b & 0xff) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }
}
