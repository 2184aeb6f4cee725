// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a workload was seen to do: a join-semilattice. {@link #join} is associative, commutative and idempotent, and nothing ever gets
 * smaller by it, so that replays, restarts and merges of hosts are harmless. Immutable and bounded: past {@value #MAX_ITEMS} items of
 * one kind the smallest are kept and {@link GapReason#TRUNCATED} says so; of the replicas a uniform sample is kept, those with the
 * {@value #MAX_REPLICAS} smallest hashes (bottom-k sketch: Cohen and Kaplan, "Summarizing data using bottom-k sketches", PODC 2007).
 *
 * @param items everything seen, in a fixed order
 * @param replicas by id: the sample that the completeness estimate is made from
 * @param sections what there is beside items
 */
public record Baseline(SortedMap<Item, Observations> items, SortedMap<String, Replica> replicas, Sections sections) {

    /** Most items of one kind; system calls are bounded by their tables. */
    public static final int MAX_ITEMS = 4096;

    /** Most replicas that incidence is kept of. */
    public static final int MAX_REPLICAS = 64;

    /** An item with its place in a tree, its observations and the names of who did it; and one in the counts of a replica. */
    private static final long ITEM_BYTES = 512;
    private static final long COUNT_BYTES = 8;

    /** Most filters; past them the smallest are kept, and the others count as not known. */
    public static final int MAX_FILTERS = 4;

    public static final Baseline EMPTY = new BaselineBuilder().build();

    public Baseline {
        SortedMap<Item, Observations> sorted = new TreeMap<>(ItemOrder.INSTANCE);
        sorted.putAll(items);
        items = Collections.unmodifiableSortedMap(sorted);
        replicas = Collections.unmodifiableSortedMap(new TreeMap<>(replicas));
    }

    /** What was missed, and the greatest count of it in one replica. */
    public Map<GapReason, Long> gaps() {
        return sections.get(SectionKind.GAPS).counts();
    }

    /** A replica ran without a seccomp filter. */
    public boolean withoutFilter() {
        return sections.get(SectionKind.WITHOUT_FILTER).raised();
    }

    /** A replica was watched from its start. */
    public boolean whole() {
        return sections.get(SectionKind.WHOLE).raised();
    }

    /** The runtimes that the workload ran under, in order. */
    public Set<RuntimeCallsKey> runtimes() {
        return sections.get(SectionKind.RUNTIMES).keys();
    }

    /** Capabilities in its bounding sets. */
    public Set<Capability> granted() {
        return sections.get(SectionKind.GRANTED).capabilities();
    }

    /** The seccomp profiles that replicas ran under, in order; of others it is only known that they were there ({@link GapReason#UNDER_FILTER}). */
    public SortedSet<LearnedFilter> filters() {
        return sections.get(SectionKind.FILTERS).filters();
    }

    /** A replica's configuration said what was granted, be it nothing. */
    public boolean grantsKnown() {
        return sections.get(SectionKind.GRANTS_KNOWN).raised();
    }

    /** The least baseline that holds both. */
    public Baseline join(Baseline other) {
        return new BaselineBuilder().join(this).join(other).build();
    }

    /** The chosen items, what the replicas have to do with those, and the circumstances that they are judged by: runtimes and grants. */
    public Baseline only(Predicate<Item> chosen) {
        BaselineBuilder part = new BaselineBuilder().circumstances(this);
        Set<Item> kept = new HashSet<>();
        items.keySet().stream().filter(chosen).forEach(kept::add);
        kept.forEach(item -> part.see(item, items.get(item)));
        replicas.forEach((id, replica) -> {
            Replica of = replica.retain(kept);
            if (!of.incidence().isEmpty()) {
                part.replica(id, mine -> mine.join(of));
            }
        });
        return part.build();
    }

    /** The same without what was rejected, and without a word of that. */
    public Baseline withoutRejected() {
        Rejections rejected = sections.get(SectionKind.REJECTIONS);
        if (rejected.isEmpty()) {
            return this;
        }
        Baseline kept = without(rejected::cover);
        return new Baseline(kept.items(), kept.replicas(), sections.with(SectionKind.REJECTIONS, Rejections.NONE));
    }

    /** The same without some items, and what the replicas have to do with them. */
    public Baseline without(Predicate<Item> chosen) {
        Baseline kept = only(chosen.negate());
        return new Baseline(kept.items(), kept.replicas(), sections);
    }

    /** About how many bytes of memory it takes. */
    public long weight() {
        return weight(items.size(), replicas.values(), sections);
    }

    static long weight(int items, Collection<Replica> replicas, Sections sections) {
        return ITEM_BYTES * items + sections.weight() + COUNT_BYTES * replicas.stream().mapToLong(replica -> replica.incidence().size()).sum();
    }

    /** @param ifUnknown what to assume if no configuration said what was granted */
    public Set<Capability> grantedOr(Set<Capability> ifUnknown) {
        return grantsKnown() ? granted() : ifUnknown;
    }

    /** Whether each replica is known to have run with {@code no_new_privs}. */
    public boolean noNewPrivileges() {
        return grantsKnown() && !sections.get(SectionKind.NEW_PRIVILEGES).raised();
    }

    public boolean contains(Item item) {
        return items.containsKey(item);
    }

    public Optional<Observations> observations(Item item) {
        return Optional.ofNullable(items.get(item));
    }

    /** The items of one kind, in order. */
    public Stream<Map.Entry<Item, Observations>> items(ItemKind kind) {
        return items.entrySet().stream().filter(entry -> entry.getKey().kind() == kind);
    }

    /** Numbers of the system calls of one stage and ABI. */
    public SortedSet<Integer> syscalls(Stage stage, Abi abi) {
        SortedSet<Integer> numbers = new TreeSet<>();
        for (Item item : items.keySet()) {
            if (item.kind() != ItemKind.SYSCALL) {
                break; // they come first in the order
            }
            if (item.stage() == stage && item.abi() == abi) {
                numbers.add(item.nr());
            }
        }
        return numbers;
    }

    /** The values of an argument over some stages. */
    public ArgumentSet arguments(Set<Stage> stages, Abi abi, int nr, int arg) {
        SortedSet<Long> values = new TreeSet<>(Long::compareUnsigned);
        boolean closed = true;
        for (Stage stage : stages) {
            Item from = new Item(ItemKind.ARGUMENT, abi, stage, arg, nr, 0);
            Item to = new Item(ItemKind.ARGUMENT, abi, stage, arg, nr, -1);
            items.subMap(from, to).keySet().forEach(item -> values.add(item.detail()));
            if (items.containsKey(to)) {
                values.add(to.detail());
            }
            closed &= !items.containsKey(ArgumentSet.setOf(from));
        }
        return new ArgumentSet(values, closed && !gaps().containsKey(GapReason.TRUNCATED));
    }

    /** Whether the item says what no other does: a dangerous part of a value does so only if the set does not keep all values. */
    public boolean isInformative(Item item) {
        return !ArgumentSet.isDanger(item) || items.containsKey(ArgumentSet.setOf(item));
    }

    /** Wall time of the earliest thing seen, nanoseconds since 1970; 0 if nothing was. */
    public long firstSeen() {
        return items.values().stream().mapToLong(Observations::first).min().orElse(0);
    }

    /** Wall time of the latest. */
    public long lastSeen() {
        return items.values().stream().mapToLong(Observations::lastSeen).max().orElse(0);
    }

    /** Why the baseline may lack something; empty if nothing is known to be missed. */
    public Set<GapReason> partialReasons() {
        EnumSet<GapReason> reasons = EnumSet.noneOf(GapReason.class);
        for (GapReason gap : gaps().keySet()) {
            boolean madeGood = gap.hiddenByFilter() && withoutFilter() || gap == GapReason.LATE && whole();
            if (gap.partial() && !madeGood) {
                reasons.add(gap);
            }
        }
        return reasons;
    }

    /**
     * Why a profile made of this may break the very containers that it was learned from: the start, or items, of every replica are missing. What a
     * filter hid is not needed under a filter.
     */
    public Set<GapReason> breakingReasons() {
        Set<GapReason> reasons = EnumSet.noneOf(GapReason.class);
        reasons.addAll(partialReasons());
        reasons.retainAll(EnumSet.of(GapReason.LATE, GapReason.ITEMS_FULL, GapReason.TRUNCATED));
        return reasons;
    }

    /** The low-level runtimes, whatever the kind of their runtime calls. */
    public Set<RuntimeIdentity> runtimeIdentities() {
        Set<RuntimeIdentity> identities = new LinkedHashSet<>();
        runtimes().forEach(key -> identities.add(key.runtime()));
        return identities;
    }
}
