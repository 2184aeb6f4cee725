// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.hub;

import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.store.Shared;
import io.winnow.analyzer.workload.WorkloadId;
import java.time.Duration;
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

/**
 * Waits for what was reported to come out of the hub again. What is joined of a workload says when it was seen last; a report is in if it is not newer.
 * Times are nanoseconds since 1970.
 */
final class Joins implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<WorkloadId, Queue<Long>> waiting = new ConcurrentHashMap<>();
    private final List<Double> lags = new ArrayList<>();
    private final Thread thread = new Thread(this::consume, "joins");
    private final LongAdder bytes = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private volatile boolean ending;
    private volatile RuntimeException failure;

    Joins(String servers) {
        consumer = new KafkaConsumer<>(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers, ConsumerConfig.GROUP_ID_CONFIG, "perf",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest", ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
                new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of("winnow.cluster"));
        thread.start();
    }

    /** Something of a workload that was last seen then is reported now. Reports of a workload are noted in the order of their times. */
    void reported(WorkloadId workload, long time) {
        waiting.computeIfAbsent(workload, any -> new ConcurrentLinkedQueue<>()).add(time);
    }

    private void consume() {
        try (consumer) {
            while (!ending) {
                consumer.poll(POLL).forEach(message -> {
                    if (message.value() != null) {
                        bytes.add(message.serializedValueSize());
                        messages.increment();
                        joined(Shared.read(message.value()));
                    }
                });
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void joined(Shared joined) {
        long now = SimulatedNodes.now();
        long newest = joined.baseline().items().values().stream().mapToLong(Observations::lastSeen).max().orElse(0);
        Queue<Long> reports = waiting.getOrDefault(joined.workload(), new ConcurrentLinkedQueue<>());
        while (!reports.isEmpty() && reports.peek() <= newest) {
            lag((now - reports.remove()) / 1e6);
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
