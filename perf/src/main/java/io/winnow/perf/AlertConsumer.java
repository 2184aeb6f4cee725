// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer of violations with Kafka's own settings. Notes when it first received a system call's, by container, and counts all. */
final class AlertConsumer implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Map<Integer, Long>> received = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final CountDownLatch assigned = new CountDownLatch(1);
    private final Map<String, Object> settings;
    private final String topic;
    private final Thread thread = new Thread(this::consume, "consumer");
    private volatile boolean ending;

    AlertConsumer(String servers, String topic) {
        this.topic = topic;
        settings = Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers, ConsumerConfig.GROUP_ID_CONFIG, "perf",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        thread.start();
        try {
            assigned.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void consume() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (!ending) {
                consumer.poll(POLL).forEach(record -> note(record.value()));
                if (!consumer.assignment().isEmpty()) {
                    assigned.countDown();
                }
            }
        }
    }

    private void note(byte[] value) {
        long now = ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
        try {
            JsonNode violation = json.readTree(value);
            String container = violation.at("/container/id").asText();
            counts.computeIfAbsent(container, id -> new LongAdder()).increment();
            if (violation.path("kind").asText().equals("syscall")) {
                received.computeIfAbsent(container, id -> new ConcurrentHashMap<>()).putIfAbsent(violation.at("/syscall/number").asInt(-1), now);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON", e);
        }
    }

    /** When a call's violation came, nanoseconds since 1970, by number. */
    Map<Integer, Long> received(String container) {
        return received.getOrDefault(container, Map.of());
    }

    /** Messages about a container. */
    long count(String container) {
        LongAdder count = counts.get(container);
        return count == null ? 0 : count.sum();
    }

    /** Begins anew: what has come so far is not counted any more. */
    void forget() {
        received.clear();
        counts.clear();
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
