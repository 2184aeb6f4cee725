// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.document.ContainerMetadata;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A baseline that grows in place. Every method can only add, and adding twice is adding once. */
public final class BaselineBuilder {

    /** Replicas by a hash of their id, so that the smallest are a uniform sample. */
    private static final Comparator<String> RANK = Comparator.comparing(BaselineBuilder::rank, Long::compareUnsigned)
            .thenComparing(Comparator.naturalOrder());

    private final TreeMap<Item, Observations> items = new TreeMap<>(ItemOrder.INSTANCE);
    private final Map<ItemKind, Integer> sizes = new EnumMap<>(ItemKind.class);
    private final TreeMap<String, Replica> replicas = new TreeMap<>(RANK);
    private final Function<String, Replica> known;
    private Sections sections = Sections.EMPTY;
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
        if (sections.get(SectionKind.GAPS).counts().containsKey(GapReason.TRUNCATED)) {
            // incidence is kept of items that are kept, in whatever order the two arrived
            replicas.replaceAll((id, replica) -> replica.retain(items.keySet()));
        }
        TreeMap<String, Replica> byId = new TreeMap<>();
        byId.putAll(replicas);
        return new Baseline(items, byId, sections);
    }

    public Sections sections() {
        return sections;
    }

    /** About how many bytes of memory it takes. */
    public long weight() {
        return Baseline.weight(items.size(), replicas.values(), sections);
    }

    /**
     * Joins what of the other lies outside a frozen baseline, which of its replicas did something of that, and what the sections have more;
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
        join(later.sections.beyond(frozen.sections()));
        return changed;
    }

    /** Notes which programs did here what was rejected. */
    public BaselineBuilder notice(Rejections rejections) {
        rejections.byItem().keySet().forEach(item -> Optional.ofNullable(items.get(item)).flatMap(Observations::provenance)
                .ifPresent(who -> join(SectionKind.REJECTIONS, rejections.seen(item, who.executable()))));
        return this;
    }

    /** Notes that an operator wants some of what is here to stay outside. */
    public BaselineBuilder reject(Predicate<Item> chosen) {
        items.forEach((item, observations) -> {
            if (chosen.test(item)) {
                String program = observations.provenance().map(Provenance::executable).orElse("");
                join(SectionKind.REJECTIONS, sections.get(SectionKind.REJECTIONS).reject(item, program));
            }
        });
        return this;
    }

    public BaselineBuilder join(Baseline other) {
        other.items().forEach(this::see);
        other.replicas().forEach((id, replica) -> replica(id, mine -> mine.join(replica)));
        return join(other.sections());
    }

    /** What the workload runs under: runtimes, and what it was granted. */
    BaselineBuilder circumstances(Baseline other) {
        return join(other.sections().only(SectionKind::isCircumstance));
    }

    public BaselineBuilder join(Sections other) {
        return replace(sections.join(other));
    }

    public <S extends Section<S>> BaselineBuilder join(SectionKind<S> kind, S section) {
        return replace(sections.join(kind, section));
    }

    private BaselineBuilder replace(Sections joined) {
        if (!joined.equals(sections)) {
            Sections bounded = Filters.bound(joined);
            changed |= !bounded.equals(sections);
            sections = bounded;
        }
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
        boolean more = count > sections.get(SectionKind.GAPS).counts().getOrDefault(gap, 0L); // mostly not, and a full baseline asks each time
        return more ? join(SectionKind.GAPS, GapCounts.of(gap, count)) : this;
    }

    /** It was so of a replica. */
    public BaselineBuilder raise(SectionKind<Flag> kind) {
        return join(kind, Flag.UP);
    }

    public BaselineBuilder withoutFilter() {
        return raise(SectionKind.WITHOUT_FILTER);
    }

    /** A replica ran under this filter. */
    public BaselineBuilder underFilter(LearnedFilter filter) {
        return join(SectionKind.FILTERS, new Filters(new TreeSet<>(Set.of(filter))));
    }

    /** The filter that was missed until now is known. */
    public BaselineBuilder filterFound() {
        sections = sections.with(SectionKind.GAPS, sections.get(SectionKind.GAPS).without(GapReason.UNDER_FILTER));
        return this;
    }

    public BaselineBuilder whole() {
        return raise(SectionKind.WHOLE);
    }

    public BaselineBuilder runtime(RuntimeCallsKey key) {
        join(SectionKind.RUNTIMES, new Runtimes(Set.of(key)));
        return key.kind() == RuntimeCallsKind.PRIVILEGED ? newPrivileges() : this;
    }

    public BaselineBuilder granted(Capability capability) {
        return join(SectionKind.GRANTED, new Granted(Set.of(capability))).grantsKnown();
    }

    public BaselineBuilder grants(Grants grants) {
        Set<Capability> bounding = EnumSet.noneOf(Capability.class);
        grants.bounding().forEach(name -> Capability.find(name).ifPresent(bounding::add));
        join(SectionKind.GRANTED, new Granted(bounding));
        if (!grants.known()) {
            return this;
        }
        return grants.noNewPrivileges() ? grantsKnown() : grantsKnown().newPrivileges();
    }

    /** What a replica was given, if none that came later is known. */
    public BaselineBuilder newest(ContainerMetadata container) {
        return join(SectionKind.NEWEST_GRANTS, NewestGrants.of(container));
    }

    /** A replica ran without {@code no_new_privs}. */
    public BaselineBuilder newPrivileges() {
        return raise(SectionKind.NEW_PRIVILEGES);
    }

    /** A configuration said what was granted, be it nothing. */
    public BaselineBuilder grantsKnown() {
        return raise(SectionKind.GRANTS_KNOWN);
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
