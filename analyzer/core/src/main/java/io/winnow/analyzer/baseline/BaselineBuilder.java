// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.document.Grants;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Fnv1a;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.Stage;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A baseline that grows in place. Every method can only add, and adding twice is adding once. */
public final class BaselineBuilder {

    /** Replicas by a hash of their id, so that the smallest are a uniform sample. */
    private static final Comparator<String> RANK = Comparator.comparing(BaselineBuilder::rank, Long::compareUnsigned)
            .thenComparing(Comparator.naturalOrder());

    private final TreeMap<Item, Observations> items = new TreeMap<>(ItemOrder.INSTANCE);
    private final Map<ItemKind, Integer> sizes = new EnumMap<>(ItemKind.class);
    private final TreeMap<String, Replica> replicas = new TreeMap<>(RANK);
    private final Map<GapReason, Long> gaps = new EnumMap<>(GapReason.class);
    private final Set<RuntimeCallsKey> runtimes = new TreeSet<>();
    private final Set<Capability> granted = EnumSet.noneOf(Capability.class);
    private final TreeSet<LearnedFilter> filters = new TreeSet<>();
    private final Function<String, Replica> known;
    private boolean withoutFilter;
    private boolean whole;
    private boolean grantsKnown;
    private boolean newPrivileges;
    private boolean changed;

    /** An empty one. */
    public BaselineBuilder() {
        this(id -> null);
    }

    private BaselineBuilder(Function<String, Replica> known) {
        this.known = known;
    }

    /** An empty one that counts the windows of replicas on from what is known of them here. */
    public BaselineBuilder sequel() {
        return new BaselineBuilder(replicas::get);
    }

    public Baseline build() {
        if (gaps.containsKey(GapReason.TRUNCATED)) {
            // incidence is kept of items that are kept, in whatever order the two arrived
            replicas.replaceAll((id, replica) -> replica.retain(items.keySet()));
        }
        TreeMap<String, Replica> byId = new TreeMap<>();
        byId.putAll(replicas);
        return new Baseline(items, byId, gaps, withoutFilter, whole, runtimes, granted, grantsKnown, filters, newPrivileges);
    }

    /** About how many bytes of memory it takes. */
    public long weight() {
        return Baseline.weight(items.size(), replicas.values());
    }

    /**
     * Joins what of the other lies outside a frozen baseline, which of its replicas did something of that, and what is new about the circumstances;
     * false if all of it was here already. Costs what the other holds, however much is here.
     */
    public boolean growBeyond(Baseline frozen, Scope scope, BaselineBuilder later) {
        changed = false;
        Set<Item> outside = new HashSet<>();
        later.items.forEach((item, observations) -> {
            if (!scope.covers(item, observations.flags())) {
                outside.add(item);
                see(item, observations);
            }
        });
        later.replicas.forEach((id, replica) -> {
            Replica of = replica.retain(outside);
            if (!of.incidence().isEmpty()) {
                replica(id, mine -> mine.join(of));
            }
        });
        later.gaps.forEach((reason, count) -> miss(reason, count > frozen.gaps().getOrDefault(reason, 0L) ? count : 0));
        changed |= later.withoutFilter && !frozen.withoutFilter() && !withoutFilter || later.whole && !frozen.whole() && !whole
                || later.grantsKnown && !frozen.grantsKnown() && !grantsKnown || later.newPrivileges && !frozen.newPrivileges() && !newPrivileges;
        withoutFilter |= later.withoutFilter && !frozen.withoutFilter();
        whole |= later.whole && !frozen.whole();
        grantsKnown |= later.grantsKnown && !frozen.grantsKnown();
        newPrivileges |= later.newPrivileges && !frozen.newPrivileges();
        later.runtimes.stream().filter(key -> !frozen.runtimes().contains(key)).forEach(key -> changed |= runtimes.add(key));
        later.granted.stream().filter(capability -> !frozen.granted().contains(capability)).forEach(capability -> changed |= granted.add(capability));
        return changed;
    }

    public BaselineBuilder join(Baseline other) {
        other.items().forEach(this::see);
        other.replicas().forEach((id, replica) -> replica(id, mine -> mine.join(replica)));
        other.gaps().forEach(this::miss);
        changed |= other.withoutFilter() && !withoutFilter || other.whole() && !whole;
        withoutFilter |= other.withoutFilter();
        whole |= other.whole();
        return circumstances(other);
    }

    /** What the workload runs under: runtimes, and what it was granted. */
    BaselineBuilder circumstances(Baseline other) {
        changed |= other.grantsKnown() && !grantsKnown || other.newPrivileges() && !newPrivileges;
        grantsKnown |= other.grantsKnown();
        newPrivileges |= other.newPrivileges();
        changed |= runtimes.addAll(other.runtimes());
        changed |= granted.addAll(other.granted());
        other.filters().forEach(this::underFilter);
        return this;
    }

    public BaselineBuilder see(Item item, Observations observations) {
        Observations before = items.get(item);
        if (before == null) {
            add(item, observations);
            return this;
        }
        Observations joined = before.join(observations);
        if (!joined.equals(before)) {
            items.put(item, joined);
            changed = true;
        }
        return this;
    }

    private void add(Item item, Observations observations) {
        if (item.kind() != ItemKind.SYSCALL && sizes.getOrDefault(item.kind(), 0) == Baseline.MAX_ITEMS) {
            miss(GapReason.TRUNCATED, 1);
            Item greatest = greatest(item.kind());
            if (ItemOrder.INSTANCE.compare(item, greatest) > 0) {
                return;
            }
            items.remove(greatest);
            sizes.merge(item.kind(), -1, Integer::sum);
        }
        items.put(item, observations);
        sizes.merge(item.kind(), 1, Integer::sum);
        changed = true;
    }

    /** Says who did all that is here. */
    public BaselineBuilder nameReplica(String name) {
        items.replaceAll((item, observations) -> observations.in(name));
        return this;
    }

    /** Replaces what is known of a replica by what {@code change} makes of it. */
    public BaselineBuilder replica(String id, UnaryOperator<Replica> change) {
        Replica here = replicas.get(id);
        Replica before = here == null ? known.apply(id) : here;
        Replica after = change.apply(before == null ? Replica.NEW : before);
        if (after.equals(here)) {
            return this;
        }
        replicas.put(id, after.with(this::instance));
        boolean dropped = replicas.size() > Baseline.MAX_REPLICAS && replicas.pollLastEntry().getKey().equals(id);
        changed |= !dropped;
        return this;
    }

    /** The instance of an item that is held here already, if there is one: most replicas do the same. */
    private Item instance(Item item) {
        Item here = items.floorKey(item);
        return item.equals(here) ? here : item;
    }

    /** @param count in one replica; nothing is noted for 0 */
    public BaselineBuilder miss(GapReason gap, long count) {
        if (count > gaps.getOrDefault(gap, 0L)) {
            gaps.put(gap, count);
            changed = true;
        }
        return this;
    }

    public BaselineBuilder withoutFilter() {
        withoutFilter = true;
        return this;
    }

    /** A replica ran under this filter. */
    public BaselineBuilder underFilter(LearnedFilter filter) {
        if (filters.add(filter)) {
            boolean beyond = filters.size() > Baseline.MAX_FILTERS;
            changed |= !beyond || !filters.last().equals(filter);
            if (beyond) {
                filters.pollLast();
                miss(GapReason.UNDER_FILTER, 1);
            }
        }
        return this;
    }

    /** The filter that was missed until now is known. */
    public BaselineBuilder filterFound() {
        gaps.remove(GapReason.UNDER_FILTER);
        return this;
    }

    public BaselineBuilder whole() {
        whole = true;
        return this;
    }

    public BaselineBuilder runtime(RuntimeCallsKey key) {
        runtimes.add(key);
        return key.kind() == RuntimeCallsKind.PRIVILEGED ? newPrivileges() : this;
    }

    public BaselineBuilder granted(Capability capability) {
        granted.add(capability);
        return grantsKnown();
    }

    public BaselineBuilder grants(Grants grants) {
        grants.bounding().forEach(name -> Capability.find(name).ifPresent(granted::add));
        if (!grants.known()) {
            return this;
        }
        return grants.noNewPrivileges() ? grantsKnown() : grantsKnown().newPrivileges();
    }

    /** A replica ran without {@code no_new_privs}. */
    public BaselineBuilder newPrivileges() {
        newPrivileges = true;
        return this;
    }

    /** A configuration said what was granted, be it nothing. */
    public BaselineBuilder grantsKnown() {
        grantsKnown = true;
        return this;
    }

    private Item greatest(ItemKind kind) {
        Item beyond = new Item(kind, Abi.X32, Stage.EXEC, Integer.MAX_VALUE, Integer.MAX_VALUE, -1L);
        return items.floorKey(beyond);
    }

    /** FNV-1a, finished with the mixer of MurmurHash3 so that the order of similar ids is not theirs. */
    private static long rank(String id) {
        long hash = Fnv1a.hash(id.getBytes(StandardCharsets.UTF_8));
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }
}
