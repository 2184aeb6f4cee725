// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The violations of {@link RefusedContainers} that are in a topic, each counted once. */
final class ArrivedRefusals implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final ObjectMapper json = new ObjectMapper();
    private final KafkaConsumer<String, byte[]> consumer;
    /** By container the errnos of what was refused. */
    private final Map<String, Set<Integer>> arrived = new HashMap<>();
    private final Map<String, Integer> newest = new HashMap<>();
    private final List<String> outOfOrder = new ArrayList<>();

    ArrivedRefusals(String servers, String topic) {
        consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", servers), new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream().map(partition -> new TopicPartition(topic, partition.partition())).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Takes what has come since the last time. */
    void poll() throws IOException {
        for (ConsumerRecord<String, byte[]> message : consumer.poll(POLL)) {
            take(json.readTree(message.value()));
        }
    }

    int count() {
        return arrived.values().stream().mapToInt(Set::size).sum();
    }

    /** First deliveries that came behind a later one of their container, though none was found by a snapshot only. */
    List<String> outOfOrder() {
        return outOfOrder;
    }

    private void take(JsonNode violation) {
        if (violation.path("kind").asText().equals("denial") && violation.at("/syscall/name").asText().equals("getsid")) {
            String container = violation.at("/container/id").asText();
            Set<Integer> errnos = arrived.computeIfAbsent(container, id -> new HashSet<>());
            int errno = violation.at("/denial/errno").asInt();
            boolean late = violation.path("evidence").asText().equals("snapshot");
            if (errnos.add(errno) && !late && newest.merge(container, errno, Math::max) > errno) {
                outOfOrder.add(container + " " + errno);
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
