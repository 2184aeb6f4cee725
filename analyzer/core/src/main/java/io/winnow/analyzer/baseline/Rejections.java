// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.winnow.analyzer.workload.PlainText;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Labels;
import io.winnow.collector.record.Stage;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an operator wants to stay outside a frozen baseline. It does not wait for review any more, until a program does it that did not before: then it waits
 * again. Of more than {@value #MAX_ITEMS} items, or {@value #MAX_PROGRAMS} programs of one, the first in their order are kept.
 *
 * @param byItem what was rejected
 */
public record Rejections(@JsonIgnore SortedMap<Item, Programs> byItem) implements Section<Rejections> {

    static final int MAX_ITEMS = 1000;
    static final int MAX_PROGRAMS = 16;

    static final Rejections NONE = new Rejections(new TreeMap<>(ItemOrder.INSTANCE));

    /**
     * Programs that did one item. Untrusted text, made printable.
     *
     * @param rejected those that it was rejected for
     * @param since those that did it since, and the rejected ones as far as they did
     */
    public record Programs(SortedSet<String> rejected, SortedSet<String> since) {

        public Programs {
            rejected = first(rejected);
            since = first(since);
        }

        Programs join(Programs other) {
            return new Programs(union(rejected, other.rejected), union(since, other.since));
        }

        Programs without(Programs other) {
            return new Programs(difference(rejected, other.rejected), difference(since, other.since));
        }

        private static SortedSet<String> first(SortedSet<String> programs) {
            TreeSet<String> first = new TreeSet<>();
            programs.forEach(program -> first.add(PlainText.of(program)));
            while (first.size() > MAX_PROGRAMS) {
                first.pollLast();
            }
            return Collections.unmodifiableSortedSet(first);
        }
    }

    /** The JSON form of one of them. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Document(String kind, String abi, String stage, int arg, int nr, String detail, SortedSet<String> rejected, SortedSet<String> since) {}

    public Rejections {
        TreeMap<Item, Programs> first = new TreeMap<>(ItemOrder.INSTANCE);
        first.putAll(byItem);
        while (first.size() > MAX_ITEMS) {
            first.pollLastEntry();
        }
        byItem = Collections.unmodifiableSortedMap(first);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Rejections of(List<Document> documents) {
        TreeMap<Item, Programs> byItem = new TreeMap<>(ItemOrder.INSTANCE);
        documents.forEach(document -> byItem.put(item(document), new Programs(orNone(document.rejected()), orNone(document.since()))));
        return new Rejections(byItem);
    }

    @JsonValue
    List<Document> documents() {
        return byItem.entrySet().stream().map(entry -> document(entry.getKey(), entry.getValue())).toList();
    }

    /** That an item was rejected, for a program and for all that did it before. */
    Rejections reject(Item item, String program) {
        Programs known = byItem.getOrDefault(item, new Programs(new TreeSet<>(), new TreeSet<>()));
        SortedSet<String> all = union(known.since(), new TreeSet<>(Set.of(program)));
        return join(one(item, new Programs(all, new TreeSet<>())));
    }

    /** That a program did something that was rejected; nothing of what was not. */
    Rejections seen(Item item, String program) {
        return byItem.containsKey(item) ? one(item, new Programs(new TreeSet<>(), new TreeSet<>(Set.of(program)))) : NONE;
    }

    /** Whether an item was rejected for all the programs that do it. */
    public boolean cover(Item item) {
        Programs programs = byItem.get(item);
        return programs != null && programs.rejected().containsAll(programs.since());
    }

    @Override
    public Rejections join(Rejections other) {
        TreeMap<Item, Programs> union = new TreeMap<>(byItem);
        other.byItem.forEach((item, programs) -> union.merge(item, programs, Programs::join));
        return new Rejections(union);
    }

    @Override
    public Rejections beyond(Rejections frozen) {
        TreeMap<Item, Programs> beyond = new TreeMap<>(ItemOrder.INSTANCE);
        byItem.forEach((item, programs) -> {
            Programs known = frozen.byItem.get(item);
            if (known == null) {
                beyond.put(item, programs);
            } else if (!known.join(programs).equals(known)) {
                beyond.put(item, programs.without(known));
            }
        });
        return new Rejections(beyond);
    }

    @Override
    public boolean isEmpty() {
        return byItem.isEmpty();
    }

    private static Rejections one(Item item, Programs programs) {
        TreeMap<Item, Programs> one = new TreeMap<>(ItemOrder.INSTANCE);
        one.put(item, programs);
        return new Rejections(one);
    }

    private static SortedSet<String> union(Set<String> one, Set<String> other) {
        SortedSet<String> union = new TreeSet<>(one);
        union.addAll(other);
        return union;
    }

    private static SortedSet<String> difference(Set<String> one, Set<String> other) {
        SortedSet<String> difference = new TreeSet<>(one);
        difference.removeAll(other);
        return difference;
    }

    private static SortedSet<String> orNone(SortedSet<String> programs) {
        return programs == null ? new TreeSet<>() : programs;
    }

    private static Document document(Item item, Programs programs) {
        return new Document(item.kind().label(), item.abi().label(), item.stage().label(), item.arg(), item.nr(), Long.toHexString(item.detail()), programs.rejected(),
                programs.since());
    }

    private static Item item(Document document) {
        return new Item(Labels.of(ItemKind.values(), ItemKind::label, document.kind()), Labels.of(Abi.values(), Abi::label, document.abi()),
                Labels.of(Stage.values(), Stage::label, document.stage()), document.arg(), document.nr(), Long.parseUnsignedLong(document.detail(), 16));
    }
}
