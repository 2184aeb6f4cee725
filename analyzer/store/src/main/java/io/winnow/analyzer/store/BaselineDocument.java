// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.GapReason;
import io.winnow.analyzer.baseline.ItemCounts;
import io.winnow.analyzer.baseline.ItemOrder;
import io.winnow.analyzer.baseline.LearnedFilter;
import io.winnow.analyzer.baseline.Replica;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The JSON form of a {@link Baseline}.
 *
 * @param replicas the sample; an item's windows are in the same order
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
record BaselineDocument(
        Map<String, Long> gaps,
        boolean withoutFilter,
        boolean whole,
        List<RuntimeDocument> runtimes,
        List<Capability> granted,
        boolean grantsKnown,
        List<String> filters,
        boolean newPrivileges,
        List<ReplicaDocument> replicas,
        List<ItemDocument> items) {

    /** A low-level runtime and when it loads the filter. */
    record RuntimeDocument(String name, String version, boolean noNewPrivileges) {

        static RuntimeDocument of(RuntimeCallsKey key) {
            return new RuntimeDocument(key.runtime().name(), key.runtime().version(), key.kind() == RuntimeCallsKind.NO_NEW_PRIVILEGES);
        }

        RuntimeCallsKey key() {
            return new RuntimeCallsKey(
                    new RuntimeIdentity(name, version), noNewPrivileges ? RuntimeCallsKind.NO_NEW_PRIVILEGES : RuntimeCallsKind.PRIVILEGED);
        }
    }

    /** A replica without its incidence, which stands with the items. */
    record ReplicaDocument(String id, int lastWindow, boolean started, Map<String, Integer> units) {}

    static BaselineDocument of(Baseline baseline) {
        Map<String, Long> gaps = new TreeMap<>();
        baseline.gaps().forEach((gap, count) -> gaps.put(gap.label(), count));
        List<ReplicaDocument> replicas = new ArrayList<>();
        baseline.replicas().forEach((id, replica) -> {
            Map<String, Integer> units = new TreeMap<>();
            replica.units().forEach((stage, count) -> units.put(stage.label(), count));
            replicas.add(new ReplicaDocument(id, replica.lastWindow(), replica.started(), units));
        });
        List<ItemDocument> items = new ArrayList<>();
        baseline.items().forEach((item, observations) -> items.add(ItemDocument.of(item, observations, windows(baseline, item))));
        return new BaselineDocument(
                gaps, baseline.withoutFilter(), baseline.whole(), baseline.runtimes().stream().map(RuntimeDocument::of).toList(),
                List.copyOf(baseline.granted()), baseline.grantsKnown(),
                baseline.filters().stream().map(LearnedFilter::profile).toList(), baseline.newPrivileges(), replicas, items);
    }

    /** @throws IllegalArgumentException if something is not what it should be; the message names it */
    Baseline baseline() {
        BaselineBuilder builder = new BaselineBuilder();
        List<SortedMap<Item, Integer>> incidences = new ArrayList<>();
        for (int i = 0; i < orEmpty(replicas).size(); i++) {
            incidences.add(new TreeMap<>(ItemOrder.INSTANCE));
        }
        for (ItemDocument document : orEmpty(items)) {
            Item item = document.item();
            builder.see(item, document.observations());
            document.incidence(incidences.size()).forEach((replica, count) -> incidences.get(replica).put(item, count));
        }
        for (int i = 0; i < incidences.size(); i++) {
            ReplicaDocument document = replicas.get(i);
            Replica replica = new Replica(document.lastWindow(), document.started(), units(document), ItemCounts.of(incidences.get(i)));
            builder.replica(document.id(), fresh -> replica);
        }
        if (gaps != null) {
            gaps.forEach((label, count) -> builder.miss(Labels.of(GapReason.values(), GapReason::label, label), count));
        }
        orEmpty(runtimes).forEach(runtime -> builder.runtime(runtime.key()));
        orEmpty(granted).forEach(builder::granted);
        if (grantsKnown || !orEmpty(granted).isEmpty()) {
            builder.grantsKnown();
        }
        orEmpty(filters).forEach(filter -> builder.underFilter(LearnedFilter.of(filter)));
        if (newPrivileges) {
            builder.newPrivileges();
        }
        if (withoutFilter) {
            builder.withoutFilter();
        }
        if (whole) {
            builder.whole();
        }
        return builder.build();
    }

    private static Map<Stage, Integer> units(ReplicaDocument document) {
        Map<Stage, Integer> units = new TreeMap<>();
        if (document.units() != null) {
            document.units().forEach((label, count) -> units.put(Labels.of(Stage.values(), Stage::label, label), count));
        }
        return units;
    }

    /** Per replica, cut after the last that is not zero. */
    private static List<Integer> windows(Baseline baseline, Item item) {
        List<Integer> windows = new ArrayList<>();
        int used = 0;
        for (Replica replica : baseline.replicas().values()) {
            windows.add(replica.incidence().getOrDefault(item, 0));
            if (windows.get(windows.size() - 1) != 0) {
                used = windows.size();
            }
        }
        return windows.subList(0, used);
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }
}
