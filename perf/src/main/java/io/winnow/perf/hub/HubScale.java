// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.hub;

import io.winnow.analyzer.publish.CloudEvents;
import io.winnow.analyzer.publish.PublishedEvent;
import io.winnow.testbed.Directories;
import io.winnow.testbed.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * {@code perf/hub}: one hub and one broker with simulated nodes. A cold start, in which all of them report all that they know at once, and then their steady
 * state, in which each reports counts and times of each workload every ten minutes.
 */
public final class HubScale {

    private static final String OBSERVATIONS = "winnow.observations";
    private static final int PARTITIONS = 6;
    /** {@code publish.kafka.learned.counts}, seconds. */
    private static final int COUNTS_EVERY = 600;
    private static final Duration COLD_LIMIT = Duration.ofMinutes(20);
    private static final Duration DRAIN_LIMIT = Duration.ofMinutes(2);
    private static final double MIB = 1 << 20;
    private static final double KB = 1000;

    private final Path launcher;
    private final int workloads;
    private final Duration steady;
    private final SimulatedNodes simulated = new SimulatedNodes(7);
    private final CloudEvents attributes = new CloudEvents();
    private long sentBytes;
    private long sent;

    private HubScale(Path launcher, int workloads, Duration steady) {
        this.launcher = launcher;
        this.workloads = workloads;
        this.steady = steady;
    }

    /** Arguments: the launcher of Winnow, workloads, seconds of the steady state, numbers of nodes. */
    public static void main(String[] arguments) {
        Duration steady = Duration.ofSeconds(Long.parseLong(arguments[2]));
        System.out.printf("%6s %9s | %8s %9s %9s %9s | %9s %8s %8s %9s | %8s %9s%n", "nodes", "workloads", "cold s", "reports/s", "KB/report", "KB/join",
                "reports/s", "p50 ms", "p99 ms", "KB/report", "RSS MiB", "state MiB");
        for (String nodes : Arrays.asList(arguments).subList(3, arguments.length)) {
            new HubScale(Path.of(arguments[0]), Integer.parseInt(arguments[1]), steady).measure(Integer.parseInt(nodes));
        }
    }

    private void measure(int nodes) {
        Path directory = Directories.temporary("hub-scale");
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            broker.createTopic(OBSERVATIONS, PARTITIONS);
            try (HubProcess hub = new HubProcess(launcher, directory, broker.bootstrapServers());
                    KafkaProducer<String, byte[]> producer = producer(broker);
                    Joins joins = new Joins(broker.bootstrapServers())) {
                System.out.printf("%6d %9d |", nodes, workloads);
                cold(nodes, hub, producer, joins);
                steady(nodes, hub, producer, joins);
                System.out.printf(" | %8.0f %9.0f%n", hub.greatestMemory() / MIB, hub.stateBytes() / MIB);
            }
        } finally {
            Directories.delete(directory);
        }
    }

    /** All report all, at once. */
    private void cold(int nodes, HubProcess hub, KafkaProducer<String, byte[]> producer, Joins joins) {
        long began = System.nanoTime();
        for (int node = 0; node < nodes; node++) {
            for (int workload = 0; workload < workloads; workload++) {
                send(producer, joins, simulated.first(node, workload));
            }
        }
        hub.await("what was reported at once is not joined", COLD_LIMIT, joins::complete);
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(" %8.1f %9.0f %9.1f %9.1f |", seconds, sent / seconds, sentBytes / KB / sent, joins.bytes() / KB / joins.messages());
        joins.lags();
        sent = 0;
        sentBytes = 0;
    }

    /** One report after another, as many a second as so many nodes make. They are made before: the nodes are no part of what is measured. */
    private void steady(int nodes, HubProcess hub, KafkaProducer<String, byte[]> producer, Joins joins) {
        double rate = (double) nodes * workloads / COUNTS_EVERY;
        long count = Math.round(rate * steady.toSeconds());
        List<SimulatedNodes.Report> reports = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            reports.add(simulated.later((int) (i / workloads % nodes), (int) (i % workloads), 1 + (int) (i / workloads / nodes)));
        }
        long began = System.nanoTime();
        for (int i = 0; i < reports.size(); i++) {
            HubProcess.awaitTime(began + (long) (i * 1e9 / rate));
            send(producer, joins, reports.get(i));
        }
        hub.await("what was reported in the steady state is not joined", DRAIN_LIMIT, joins::complete);
        double[] lags = joins.lags();
        System.out.printf(" %9.1f %8.0f %8.0f %9.1f", rate, part(lags, 0.5), part(lags, 0.99), sentBytes / KB / sent);
    }

    private static double part(double[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))];
    }

    private void send(KafkaProducer<String, byte[]> producer, Joins joins, SimulatedNodes.Report report) {
        joins.reported(report.key(), report.time());
        for (PublishedEvent event : report.events()) {
            ProducerRecord<String, byte[]> message = new ProducerRecord<>(OBSERVATIONS, event.key(), event.data());
            attributes.headers(event).forEach(message.headers()::add);
            producer.send(message);
            sent++;
            sentBytes += event.data().length;
        }
    }

    private static KafkaProducer<String, byte[]> producer(EmbeddedBroker broker) {
        return new KafkaProducer<>(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers(), ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip"),
                new StringSerializer(), new ByteArraySerializer());
    }
}
