// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.winnow.analyzer.seccomp.ProfileFormatException;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The seccomp profiles that replicas ran under. */
public record Filters(SortedSet<LearnedFilter> filters) implements Section<Filters> {

    static final Filters NONE = new Filters(new TreeSet<>());

    public Filters {
        filters = Collections.unmodifiableSortedSet(new TreeSet<>(filters));
    }

    /** @throws IllegalArgumentException if one of them is no profile; the message says which, and why */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Filters of(List<String> profiles) {
        SortedSet<LearnedFilter> filters = new TreeSet<>();
        for (int i = 0; i < profiles.size(); i++) {
            filters.add(read(profiles.get(i), i));
        }
        return new Filters(filters);
    }

    private static LearnedFilter read(String profile, int index) {
        try {
            LearnedFilter filter = LearnedFilter.of(profile);
            filter.seccomp();
            return filter;
        } catch (ProfileFormatException e) {
            throw new IllegalArgumentException("filters[" + index + "] is no seccomp profile: " + e.getMessage(), e);
        }
    }

    @JsonValue
    List<String> profiles() {
        return filters.stream().map(LearnedFilter::profile).toList();
    }

    /** With the smallest {@value Baseline#MAX_FILTERS} of the filters, if there are more: the others then count as not known. */
    static Sections bound(Sections sections) {
        SortedSet<LearnedFilter> all = sections.get(SectionKind.FILTERS).filters;
        if (all.size() <= Baseline.MAX_FILTERS) {
            return sections;
        }
        List<LearnedFilter> smallest = all.stream().limit(Baseline.MAX_FILTERS).toList();
        return sections.with(SectionKind.FILTERS, new Filters(new TreeSet<>(smallest))).join(SectionKind.GAPS, GapCounts.of(GapReason.UNDER_FILTER, 1));
    }

    @Override
    public Filters join(Filters other) {
        SortedSet<LearnedFilter> union = new TreeSet<>(filters);
        union.addAll(other.filters);
        return new Filters(union);
    }

    @Override
    public Filters beyond(Filters frozen) {
        SortedSet<LearnedFilter> beyond = new TreeSet<>(filters);
        beyond.removeAll(frozen.filters);
        return new Filters(beyond);
    }

    @Override
    public long weight() {
        return filters.stream().mapToLong(filter -> filter.profile().length()).sum();
    }

    @Override
    public boolean isEmpty() {
        return filters.isEmpty();
    }
}
