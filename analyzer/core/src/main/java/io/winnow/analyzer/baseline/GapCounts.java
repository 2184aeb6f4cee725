// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was missed.
 *
 * @param counts the greatest in one replica, by reason
 */
public record GapCounts(Map<GapReason, Long> counts) implements Section<GapCounts> {

    static final GapCounts NONE = new GapCounts(Map.of());

    public GapCounts {
        Map<GapReason, Long> byReason = new EnumMap<>(GapReason.class);
        counts.forEach((reason, count) -> {
            if (count > 0) {
                byReason.put(reason, count);
            }
        });
        counts = Collections.unmodifiableMap(byReason);
    }

    static GapCounts of(GapReason reason, long count) {
        return new GapCounts(Map.of(reason, count));
    }

    /** @throws IllegalArgumentException if a label is not known */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static GapCounts ofLabels(Map<String, Long> byLabel) {
        Map<GapReason, Long> counts = new EnumMap<>(GapReason.class);
        byLabel.forEach((label, count) -> counts.put(reason(label), count));
        return new GapCounts(counts);
    }

    private static GapReason reason(String label) {
        return Arrays.stream(GapReason.values()).filter(reason -> reason.label().equals(label)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("GapReason=" + label + " is not known"));
    }

    @JsonValue
    SortedMap<String, Long> byLabel() {
        SortedMap<String, Long> byLabel = new TreeMap<>();
        counts.forEach((reason, count) -> byLabel.put(reason.label(), count));
        return byLabel;
    }

    GapCounts without(GapReason reason) {
        Map<GapReason, Long> others = new EnumMap<>(GapReason.class);
        others.putAll(counts);
        others.remove(reason);
        return new GapCounts(others);
    }

    @Override
    public GapCounts join(GapCounts other) {
        Map<GapReason, Long> joined = new EnumMap<>(GapReason.class);
        joined.putAll(counts);
        other.counts.forEach((reason, count) -> joined.merge(reason, count, Math::max));
        return new GapCounts(joined);
    }

    @Override
    public GapCounts beyond(GapCounts frozen) {
        Map<GapReason, Long> beyond = new EnumMap<>(GapReason.class);
        beyond.putAll(counts);
        beyond.entrySet().removeIf(gap -> gap.getValue() <= frozen.counts.getOrDefault(gap.getKey(), 0L));
        return new GapCounts(beyond);
    }

    @Override
    public boolean isEmpty() {
        return counts.isEmpty();
    }
}
