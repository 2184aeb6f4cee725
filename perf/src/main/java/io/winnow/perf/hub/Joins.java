// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.hub;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.winnow.collector.record.WallTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Waits for what was reported to come out of the hub again. What is joined of a workload says when it was seen last; a report is in if it is not newer.
 * Times are nanoseconds since 1970. Of a document it reads no more than that, as it shares the CPUs with the hub.
 */
final class Joins implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    /** A report that is not in yet. */
    private record Waiting(long seen, long sent) {}

    private final KafkaConsumer<String, byte[]> consumer;
    private final JsonFactory json = new JsonFactory();
    private final Map<String, Queue<Waiting>> waiting = new ConcurrentHashMap<>();
    private final List<Double> lags = new ArrayList<>();
    private final Thread thread = new Thread(this::consume, "joins");
    private final LongAdder bytes = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private volatile boolean ending;
    private volatile RuntimeException failure;

    Joins(String servers) {
        consumer = new KafkaConsumer<>(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers, ConsumerConfig.GROUP_ID_CONFIG, "perf",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest", ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
                new StringDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of("winnow.cluster"));
        thread.start();
    }

    /** Something of a workload that was last seen then is reported now. Reports of a workload are noted in the order of their times. @param key of its reports */
    void reported(String key, long seen) {
        waiting.computeIfAbsent(key, any -> new ConcurrentLinkedQueue<>()).add(new Waiting(seen, SimulatedNodes.now()));
    }

    private void consume() {
        try (consumer) {
            while (!ending) {
                consumer.poll(POLL).forEach(message -> {
                    if (message.value() != null) {
                        bytes.add(message.serializedValueSize());
                        messages.increment();
                        joined(message.key().substring(0, message.key().indexOf('?')), newest(message.value()));
                    }
                });
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private long newest(byte[] document) {
        long newest = 0;
        try (JsonParser parser = json.createParser(document)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME && parser.currentName().equals("last")) {
                    newest = Math.max(newest, WallTime.nanos(Instant.parse(parser.nextTextValue())));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a join cannot be read", e);
        }
        return newest;
    }

    private void joined(String key, long newest) {
        long now = SimulatedNodes.now();
        Queue<Waiting> reports = waiting.getOrDefault(key, new ConcurrentLinkedQueue<>());
        while (!reports.isEmpty() && reports.peek().seen() <= newest) {
            lag((now - reports.remove().sent()) / 1e6);
        }
    }

    private synchronized void lag(double millis) {
        lags.add(millis);
    }

    /** Milliseconds from each report until its join was read, since the last time. */
    synchronized double[] lags() {
        double[] taken = lags.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        lags.clear();
        return taken;
    }

    /** Whether all that was reported is in. */
    boolean complete() {
        if (failure != null) {
            throw new IllegalStateException("joins cannot be read", failure);
        }
        return waiting.values().stream().allMatch(Queue::isEmpty);
    }

    /** Of all messages so far, not compressed. */
    long bytes() {
        return bytes.sum();
    }

    long messages() {
        return messages.sum();
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
