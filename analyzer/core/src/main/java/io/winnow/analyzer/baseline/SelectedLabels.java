// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.winnow.analyzer.workload.PlainText;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Labels and annotations of a workload's replicas. Untrusted text, made printable. Of more than {@value #MAX_KEYS} keys, or {@value #MAX_VALUES} values
 * of one, the first in alphabetical order are kept.
 *
 * @param values by key
 */
public record SelectedLabels(@JsonValue Map<String, SortedSet<String>> values) implements Section<SelectedLabels> {

    public static final int MAX_KEYS = 32;
    static final int MAX_VALUES = 4;
    /** Characters of a value. */
    static final int MAX_LENGTH = 256;

    static final SelectedLabels NONE = new SelectedLabels(Map.of());

    public SelectedLabels {
        values = Collections.unmodifiableMap(bounded(values));
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static SelectedLabels stored(Map<String, SortedSet<String>> values) {
        return new SelectedLabels(values);
    }

    /** Of one replica. */
    public static SelectedLabels of(Map<String, String> labels) {
        Map<String, SortedSet<String>> values = new TreeMap<>();
        labels.forEach((key, value) -> values.put(PlainText.of(key, MAX_LENGTH), new TreeSet<>(Set.of(PlainText.of(value, MAX_LENGTH)))));
        return new SelectedLabels(values);
    }

    @Override
    public SelectedLabels join(SelectedLabels other) {
        Map<String, SortedSet<String>> union = new TreeMap<>(values);
        other.values.forEach((key, more) -> union.merge(key, more, (one, another) -> {
            SortedSet<String> both = new TreeSet<>(one);
            both.addAll(another);
            return both;
        }));
        return new SelectedLabels(union);
    }

    @Override
    public SelectedLabels beyond(SelectedLabels frozen) {
        Map<String, SortedSet<String>> beyond = new TreeMap<>();
        values.forEach((key, all) -> {
            SortedSet<String> more = new TreeSet<>(all);
            more.removeAll(frozen.values.getOrDefault(key, Collections.emptySortedSet()));
            if (!more.isEmpty()) {
                beyond.put(key, more);
            }
        });
        return new SelectedLabels(beyond);
    }

    @Override
    public boolean isEmpty() {
        return values.isEmpty();
    }

    private static TreeMap<String, SortedSet<String>> bounded(Map<String, SortedSet<String>> values) {
        TreeMap<String, SortedSet<String>> bounded = new TreeMap<>();
        values.forEach((key, all) -> bounded.put(key, first(all)));
        while (bounded.size() > MAX_KEYS) {
            bounded.pollLastEntry();
        }
        return bounded;
    }

    private static SortedSet<String> first(SortedSet<String> all) {
        TreeSet<String> first = new TreeSet<>(all);
        while (first.size() > MAX_VALUES) {
            first.pollLast();
        }
        return Collections.unmodifiableSortedSet(first);
    }
}
