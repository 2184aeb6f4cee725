// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.publish.SharedEvents;
import io.winnow.analyzer.store.Shared;
import io.winnow.analyzer.store.WorkloadFile;
import io.winnow.analyzer.workload.WorkloadId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What hubs have published of all workloads: of each key the newest message that is committed. And what they refused. */
final class JoinedTopic implements AutoCloseable {

    private static final String JOINED = "winnow.cluster";
    private static final String REFUSED = "winnow.deadletter";

    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, byte[]> parts = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private int messages;

    JoinedTopic(String servers) {
        consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", servers, "group.id", "test", "auto.offset.reset", "earliest", "metadata.max.age.ms", "1000",
                "isolation.level", "read_committed"), new StringDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(JOINED, REFUSED));
    }

    /** How many of workloads there were until now. */
    int messages() {
        consumer.poll(Duration.ofMillis(200)).forEach(this::take);
        return messages;
    }

    /** A broker that was killed may give a message twice. */
    private void take(ConsumerRecord<String, byte[]> message) {
        if (message.topic().equals(REFUSED)) {
            refused.add(message.partition() + "@" + message.offset());
        } else if (message.value() == null) {
            parts.remove(message.key());
            messages++;
        } else {
            parts.put(message.key(), message.value());
            messages++;
        }
    }

    /** How many dead letters there were until now. */
    int refused() {
        messages();
        return refused.size();
    }

    /** Keys of workloads that are not the same here. @param expected files by the workload's key */
    Set<String> differing(Map<String, String> expected) {
        messages();
        Map<String, Workload> joined = new HashMap<>();
        SharedEvents keys = new SharedEvents("default");
        parts.values().stream().map(Shared::read).forEach(shared -> joined.merge(
                keys.key(shared.workload()), learning(shared.workload(), shared.baseline()), (one, other) -> learning(one.id(), one.baseline().join(other.baseline()))));
        Set<String> differing = new TreeSet<>(expected.keySet());
        differing.addAll(joined.keySet());
        differing.removeIf(key -> joined.containsKey(key) && Objects.equals(expected.get(key), WorkloadFile.write(joined.get(key))));
        return differing;
    }

    private static Workload learning(WorkloadId id, Baseline baseline) {
        return new Workload(id, BaselineState.LEARNING, baseline, Baseline.EMPTY, 0);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
