// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.Filters;
import io.winnow.analyzer.baseline.LearnedFilter;
import io.winnow.analyzer.baseline.SectionKind;
import io.winnow.analyzer.baseline.Sections;
import io.winnow.collector.record.Item;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/** Splits a baseline into parts that are baselines themselves and whose join it is. */
public final class BaselineParts {

    private final ToLongFunction<Baseline> size;
    private final long max;
    private final List<Baseline> parts = new ArrayList<>();

    private BaselineParts(ToLongFunction<Baseline> size, long max) {
        this.size = size;
        this.max = max;
    }

    /**
     * Splits it, if that is needed; at least one part.
     *
     * @param size of a part
     * @param max of that; only what cannot be split any more may be larger
     */
    public static List<Baseline> of(Baseline whole, ToLongFunction<Baseline> size, long max) {
        BaselineParts parts = new BaselineParts(size, max);
        parts.add(whole);
        return parts.parts;
    }

    private void add(Baseline part) {
        long bytes = size.applyAsLong(part);
        if (bytes <= max) {
            parts.add(part);
        } else if (!part.sections().byKind().isEmpty() && !(part.items().isEmpty() && part.replicas().isEmpty())) {
            add(sections(part.sections()));
            add(items(part, part.items().keySet()));
        } else if (part.items().size() > 1) {
            pieces(List.copyOf(part.items().keySet()), bytes / max + 2).forEach(piece -> add(items(part, new HashSet<>(piece))));
        } else if (part.sections().byKind().size() > 1) {
            pieces(List.copyOf(part.sections().byKind().keySet()), 2).forEach(half -> add(sections(part.sections().only(half::contains))));
        } else if (part.filters().size() > 1) {
            pieces(List.copyOf(part.filters()), 2).forEach(half -> add(filters(new TreeSet<>(half))));
        } else {
            parts.add(part);
        }
    }

    /** So many of about the same length, none of them empty. */
    private static <T> List<List<T>> pieces(List<T> all, long count) {
        int length = Math.max(1, (int) (all.size() / count));
        List<List<T>> pieces = new ArrayList<>();
        for (int from = 0; from < all.size(); from += length) {
            pieces.add(all.subList(from, Math.min(all.size(), from + length)));
        }
        return pieces;
    }

    /** Each part has all replicas, with what they have to do with its items. */
    private static Baseline items(Baseline whole, Set<Item> items) {
        BaselineBuilder part = new BaselineBuilder();
        items.forEach(item -> part.see(item, whole.items().get(item)));
        whole.replicas().forEach((id, replica) -> part.replica(id, any -> replica.retain(items)));
        return part.build();
    }

    private static Baseline sections(Sections sections) {
        return new BaselineBuilder().join(sections).build();
    }

    private static Baseline filters(SortedSet<LearnedFilter> filters) {
        return new BaselineBuilder().join(SectionKind.FILTERS, new Filters(filters)).build();
    }
}
