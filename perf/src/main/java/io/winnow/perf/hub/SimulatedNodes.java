// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.hub;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.Growth;
import io.winnow.analyzer.baseline.ItemCounts;
import io.winnow.analyzer.baseline.ItemOrder;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.Provenance;
import io.winnow.analyzer.baseline.Replica;
import io.winnow.analyzer.publish.PublishedEvent;
import io.winnow.analyzer.publish.SharedEvents;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.Stage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * Nodes that each run one replica of each workload, as far as a hub can see them: their reports are made as an analyzer makes them. Each replica makes most
 * of its workload's system calls; which, and in how many windows, is random, and the same for the same seed.
 */
final class SimulatedNodes {

    private static final String CLUSTER = "default";

    /** As many as a server with some helpers makes; a replica makes nine of ten. */
    private static final int CALLS = 80;
    private static final int OF_TEN = 9;
    private static final int WINDOWS = 20;

    private final SharedEvents events = new SharedEvents(CLUSTER);
    private final long seed;

    SimulatedNodes(long seed) {
        this.seed = seed;
    }

    private static WorkloadId workload(int workload) {
        return new WorkloadId("shop/deployment/service-" + workload + "/main", "sha256:" + "0123456789abcdef".repeat(4));
    }

    /**
     * A node's report of a workload.
     *
     * @param key of all reports of that workload
     * @param time when the newest of it was seen, nanoseconds since 1970
     */
    record Report(String key, long time, List<PublishedEvent> events) {}

    /** What a node reports when it starts: all that it knows of a workload. */
    Report first(int node, int workload) {
        long now = now();
        return report(node, workload, now, seen(node, workload, WINDOWS, now));
    }

    /** What it reports later, when nothing but counts and times has changed. @param round from 1 */
    Report later(int node, int workload, int round) {
        long now = now();
        return report(node, workload, now, Growth.between(seen(node, workload, WINDOWS + round - 1, 0), seen(node, workload, WINDOWS + round, now)));
    }

    private Report report(int node, int workload, long now, Baseline growth) {
        return new Report(events.key(workload(workload)), now, events.observations("node-" + node, workload(workload), growth, Instant.now()));
    }

    static long now() {
        return ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
    }

    /** @param last when its calls were seen last; 0: at their first time */
    private Baseline seen(int node, int workload, int windows, long last) {
        Random random = new Random(seed + 31L * (node * 10_007L + workload));
        String replica = "service-" + workload + "-" + Integer.toHexString(node) + ".1.1";
        BaselineBuilder builder = new BaselineBuilder().whole();
        TreeMap<Item, Integer> made = new TreeMap<>(ItemOrder.INSTANCE);
        for (int call = 0; call < CALLS; call++) {
            if (random.nextInt(10) < OF_TEN) {
                Item item = Item.syscall(Abi.X86_64, Stage.SERVE, (workload + 3 * call) % 330);
                long first = 1_700_000_000_000_000_000L + random.nextInt(1_000_000_000);
                builder.see(item, new Observations(first, last, 1 + windows, 0, Optional.of(new Provenance(first, replica, "/usr/bin/service", "service", 1, 1))));
                made.put(item, 1 + random.nextInt(WINDOWS) * windows / WINDOWS);
            }
        }
        builder.replica(replica, any -> new Replica(windows, true, Map.of(Stage.SERVE, windows), ItemCounts.of(made)));
        return builder.build();
    }
}
