// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    /** By container the errnos of what was refused, with the ids of the violations. */
    private final Map<String, Map<Integer, String>> arrived = new HashMap<>();
    private final Map<String, Integer> newest = new HashMap<>();
    private final List<String> outOfOrder = new ArrayList<>();
    private final List<String> renamed = new ArrayList<>();
    private int messages;

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
        return arrived.values().stream().mapToInt(Map::size).sum();
    }

    /** The same with each repetition. */
    int messages() {
        return messages;
    }

    /** First deliveries that came behind a later one of their container, though none was found by a snapshot only. */
    List<String> outOfOrder() {
        return outOfOrder;
    }

    /** Violations that came again under another id. */
    List<String> renamed() {
        return renamed;
    }

    private void take(JsonNode violation) {
        if (violation.path("kind").asText().equals("denial") && violation.at("/syscall/name").asText().equals("getsid")) {
            String container = violation.at("/container/id").asText();
            int errno = violation.at("/denial/errno").asInt();
            String id = violation.path("id").asText();
            String known = arrived.computeIfAbsent(container, any -> new HashMap<>()).putIfAbsent(errno, id);
            boolean late = violation.path("evidence").asText().equals("snapshot");
            if (known == null && !late && newest.merge(container, errno, Math::max) > errno) {
                outOfOrder.add(container + " " + errno);
            } else if (known != null && !known.equals(id)) {
                renamed.add(container + " " + errno);
            }
            messages++;
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
