// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Growth;
import io.winnow.analyzer.baseline.RandomBaselines;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Merge;
import io.winnow.analyzer.publish.CloudEvents;
import io.winnow.analyzer.publish.PublishedEvent;
import io.winnow.analyzer.publish.SharedEvents;
import io.winnow.analyzer.store.WorkloadFile;
import io.winnow.analyzer.workload.WorkloadId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What simulated nodes report of workloads that they all have, and what it comes to. */
final class NodeReports {

    static final String TOPIC = "winnow.observations";

    private final SharedEvents events = new SharedEvents("default");
    private final List<ProducerRecord<String, byte[]>> messages = new ArrayList<>();
    private final Map<String, String> merged = new HashMap<>();

    NodeReports(int nodes, int workloads) {
        RandomBaselines baselines = new RandomBaselines(7);
        for (int i = 0; i < workloads; i++) {
            WorkloadId id = new WorkloadId("shop/deployment/w" + i + "/c", "sha256:0123");
            List<Workload> ofNodes = new ArrayList<>();
            for (int node = 0; node < nodes; node++) {
                Baseline before = baselines.next();
                Baseline after = before.join(baselines.next());
                report("node-" + node, id, before);
                report("node-" + node, id, Growth.between(before, after));
                ofNodes.add(new Workload(id, BaselineState.LEARNING, after, Baseline.EMPTY, 0));
            }
            merged.put(events.key(id), WorkloadFile.write(Merge.of(ofNodes).workload()));
        }
        Collections.shuffle(messages, new Random(7));
    }

    private void report(String node, WorkloadId id, Baseline growth) {
        for (PublishedEvent event : events.observations(node, id, growth, Instant.now())) {
            ProducerRecord<String, byte[]> message = new ProducerRecord<>(TOPIC, event.key(), event.data());
            new CloudEvents().headers(event).forEach(message.headers()::add);
            messages.add(message);
        }
    }

    /** One of so many pieces of all messages, which are in no order. */
    List<ProducerRecord<String, byte[]>> piece(int number, int pieces) {
        return messages.subList(messages.size() * number / pieces, messages.size() * (number + 1) / pieces);
    }

    int size() {
        return messages.size();
    }

    /** What {@code winnow merge} makes of all nodes' documents, by the workload's key. */
    Map<String, String> merged() {
        return merged;
    }
}
