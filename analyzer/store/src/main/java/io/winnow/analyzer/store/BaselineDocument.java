// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.ItemCounts;
import io.winnow.analyzer.baseline.ItemOrder;
import io.winnow.analyzer.baseline.Replica;
import io.winnow.analyzer.baseline.SectionKind;
import io.winnow.analyzer.baseline.Sections;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.Labels;
import io.winnow.collector.record.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The JSON form of a {@link Baseline}: its sections, each under the property of its kind, then the replicas and the items.
 *
 * @param replicas the sample; an item's windows are in the same order
 */
@JsonSerialize(using = BaselineDocumentWriter.class)
@JsonDeserialize(using = BaselineDocumentReader.class)
record BaselineDocument(Sections sections, List<ReplicaDocument> replicas, List<ItemDocument> items) {

    static final String REPLICAS = "replicas";
    static final String ITEMS = "items";

    /** A replica without its incidence, which stands with the items. */
    record ReplicaDocument(String id, int lastWindow, boolean started, Map<String, Integer> units) {}

    static BaselineDocument of(Baseline baseline) {
        List<ReplicaDocument> replicas = new ArrayList<>();
        baseline.replicas().forEach((id, replica) -> {
            Map<String, Integer> units = new TreeMap<>();
            replica.units().forEach((stage, count) -> units.put(stage.label(), count));
            replicas.add(new ReplicaDocument(id, replica.lastWindow(), replica.started(), units));
        });
        List<ItemDocument> items = new ArrayList<>();
        Map<Item, List<Integer>> windows = windows(baseline);
        baseline.items().forEach((item, observations) -> items.add(ItemDocument.of(item, observations, windows.getOrDefault(item, List.of()))));
        return new BaselineDocument(baseline.sections(), replicas, items);
    }

    /** @throws IllegalArgumentException if something is not what it should be; the message names it */
    Baseline baseline() {
        BaselineBuilder builder = new BaselineBuilder();
        List<SortedMap<Item, Integer>> incidences = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            incidences.add(new TreeMap<>(ItemOrder.INSTANCE));
        }
        for (ItemDocument document : items) {
            Item item = document.item();
            builder.see(item, document.observations());
            document.incidence(incidences.size()).forEach((replica, count) -> incidences.get(replica).put(item, count));
        }
        for (int i = 0; i < incidences.size(); i++) {
            ReplicaDocument document = replicas.get(i);
            Replica replica = new Replica(document.lastWindow(), document.started(), units(document), ItemCounts.of(incidences.get(i)));
            builder.replica(document.id(), fresh -> replica);
        }
        // older documents leave out what follows from these
        sections.get(SectionKind.RUNTIMES).keys().forEach(builder::runtime);
        sections.get(SectionKind.GRANTED).capabilities().forEach(builder::granted);
        return builder.join(sections).build();
    }

    private static Map<Stage, Integer> units(ReplicaDocument document) {
        Map<Stage, Integer> units = new TreeMap<>();
        if (document.units() != null) {
            document.units().forEach((label, count) -> units.put(Labels.of(Stage.values(), Stage::label, label), count));
        }
        return units;
    }

    /** Of each item per replica, cut after the last that is not zero. Each replica is gone through once: to look each item up in each takes a quarter of all writing. */
    private static Map<Item, List<Integer>> windows(Baseline baseline) {
        Map<Item, List<Integer>> windows = new HashMap<>();
        int place = 0;
        for (Replica replica : baseline.replicas().values()) {
            for (Map.Entry<Item, Integer> seen : replica.incidence().entrySet()) {
                if (seen.getValue() != 0) {
                    List<Integer> counts = windows.computeIfAbsent(seen.getKey(), any -> new ArrayList<>());
                    counts.addAll(Collections.nCopies(place - counts.size(), 0));
                    counts.add(seen.getValue());
                }
            }
            place++;
        }
        return windows;
    }
}
