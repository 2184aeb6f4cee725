// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.baseline.ItemOrder;
import io.winnow.analyzer.baseline.RandomBaselines;
import io.winnow.collector.record.Item;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReportersTest {

    private static final int CASES = 10_000;

    private record Report(String node, Set<Item> items) {}

    /** Beside a plain count over the reports, which knows no order. */
    @Test
    void whatOneNodeAloneReportedIsTheSameInAnyOrderAndHoweverTheReportsAreTakenUp() {
        RandomBaselines random = new RandomBaselines(23);
        Random order = new Random(23);
        for (int i = 0; i < CASES; i++) {
            List<Report> reports = new ArrayList<>();
            for (int j = order.nextInt(6); j >= 0; j--) {
                reports.add(new Report("node-" + order.nextInt(3), random.next().items().keySet()));
            }
            reports.add(reports.get(0));
            Collections.shuffle(reports, order);
            Reporters taken = Reporters.NONE;
            Set<Item> known = new HashSet<>();
            int cut = order.nextInt(reports.size());
            for (List<Report> part : List.of(reports.subList(0, cut), reports.subList(cut, reports.size()))) {
                Reporters.Builder builder = new Reporters.Builder(taken, new HashSet<>(known)::contains);
                part.forEach(report -> builder.report(report.node(), report.items()));
                part.forEach(report -> known.addAll(report.items()));
                taken = builder.build();
            }
            assertThat(taken.sole()).as("case %d", i).isEqualTo(counted(reports));
        }
    }

    private static Map<Item, String> counted(List<Report> reports) {
        Map<Item, Set<String>> nodes = new HashMap<>();
        reports.forEach(report -> report.items().forEach(item -> nodes.computeIfAbsent(item, any -> new HashSet<>()).add(report.node())));
        Map<Item, String> sole = new TreeMap<>(ItemOrder.INSTANCE);
        nodes.forEach((item, names) -> {
            if (names.size() == 1) {
                sole.put(item, names.iterator().next());
            }
        });
        return sole;
    }

    @Test
    void ofMoreNodesThanAreKeptTheFirstAreKeptInAnyOrder() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 3 * Reporters.MAX_NODES; i++) {
            names.add("node-" + i);
        }
        Collections.shuffle(names, new Random(1));
        Reporters.Builder builder = new Reporters.Builder(Reporters.NONE, item -> false);
        names.forEach(name -> builder.report(name, Set.of()));
        Collections.sort(names);
        assertThat(builder.build().nodes()).containsExactlyElementsOf(names.subList(0, Reporters.MAX_NODES));
    }
}
