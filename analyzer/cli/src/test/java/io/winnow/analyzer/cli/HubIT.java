// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Growth;
import io.winnow.analyzer.baseline.RandomBaselines;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Merge;
import io.winnow.analyzer.publish.CloudEvents;
import io.winnow.analyzer.publish.PublishedEvent;
import io.winnow.analyzer.publish.SharedEvents;
import io.winnow.analyzer.store.Shared;
import io.winnow.analyzer.store.WorkloadFile;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.testbed.ChildJvm;
import io.winnow.testbed.EmbeddedBroker;
import io.winnow.testbed.Text;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hubs as processes of their own, at a real broker. */
class HubIT {

    private static final String OBSERVATIONS = "winnow.observations";
    private static final int NODES = 20;
    private static final int WORKLOADS = 50;
    private static final int KILLS = Integer.getInteger("winnow.hub.kills", 2);

    private final SharedEvents events = new SharedEvents("default");
    private final Random random = new Random(7);

    @TempDir
    private Path directory;

    @Test
    void whatTwoHubsPublishOfManyNodesIsTheMergeOfAllThoughEachIsKilledMeanwhile() throws IOException, InterruptedException {
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                KafkaProducer<String, byte[]> nodes = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()), new StringSerializer(), new ByteArraySerializer());
                HubProcess first = new HubProcess("first", broker);
                HubProcess second = new HubProcess("second", broker);
                Newest baselines = new Newest(broker.bootstrapServers())) {
            broker.createTopic(OBSERVATIONS, 4);
            first.start();
            Map<String, Workload> merged = new HashMap<>();
            List<ProducerRecord<String, byte[]>> reports = reports(merged);
            int piece = reports.size() / (KILLS + 1);
            for (int kill = 0; kill < KILLS; kill++) {
                reports.subList(kill * piece, (kill + 1) * piece).forEach(nodes::send);
                nodes.send(new ProducerRecord<>(OBSERVATIONS, "poison", new byte[] {1, 2, 3}));
                int published = baselines.messages();
                await().atMost(Waiting.LIMIT).until(() -> baselines.messages() > published);
                (kill % 2 == 0 ? second : first).start();
                (kill % 2 == 0 ? first : second).kill();
            }
            reports.subList(KILLS * piece, reports.size()).forEach(nodes::send);

            Map<String, String> expected = documents(merged);
            await().atMost(Waiting.LIMIT).untilAsserted(() -> assertThat(differing(expected, baselines.joined())).as("%s%s", first.log(), second.log()).isEmpty());
        }
    }

    /** Keys that have not the same in both. */
    private static Set<String> differing(Map<String, String> one, Map<String, String> other) {
        Set<String> keys = new TreeSet<>(one.keySet());
        keys.addAll(other.keySet());
        keys.removeIf(key -> Objects.equals(one.get(key), other.get(key)));
        return keys;
    }

    private static Map<String, String> documents(Map<String, Workload> workloads) {
        Map<String, String> documents = new HashMap<>();
        workloads.forEach((key, workload) -> documents.put(key, WorkloadFile.write(workload)));
        return documents;
    }

    /** What all nodes report, in some order; what they come to is added to the workloads. */
    private List<ProducerRecord<String, byte[]>> reports(Map<String, Workload> merged) {
        RandomBaselines baselines = new RandomBaselines(7);
        List<ProducerRecord<String, byte[]>> reports = new ArrayList<>();
        for (int i = 0; i < WORKLOADS; i++) {
            WorkloadId id = new WorkloadId("shop/deployment/w" + i + "/c", "sha256:0123");
            List<Workload> ofNodes = new ArrayList<>();
            for (int node = 0; node < NODES; node++) {
                Baseline before = baselines.next();
                Baseline after = before.join(baselines.next());
                report("node-" + node, id, before, reports);
                report("node-" + node, id, Growth.between(before, after), reports);
                ofNodes.add(new Workload(id, BaselineState.LEARNING, after, Baseline.EMPTY, 0));
            }
            merged.put(events.key(id), Merge.of(ofNodes).workload());
        }
        Collections.shuffle(reports, random);
        return reports;
    }

    private void report(String node, WorkloadId id, Baseline growth, List<ProducerRecord<String, byte[]>> reports) {
        for (PublishedEvent event : events.observations(node, id, growth, Instant.now())) {
            ProducerRecord<String, byte[]> message = new ProducerRecord<>(OBSERVATIONS, event.key(), event.data());
            new CloudEvents().headers(event).forEach(message.headers()::add);
            reports.add(message);
        }
    }

    /** {@code winnow hub}. */
    private final class HubProcess implements AutoCloseable {

        private final Path config;
        private final Path log;
        private Process process;

        HubProcess(String name, EmbeddedBroker broker) {
            config = directory.resolve(name + ".yaml");
            log = directory.resolve(name + ".log");
            Text.write(config, """
                    state: %1$s
                    api:
                      socket: %1$s.sock
                    publish:
                      kafka:
                        bootstrapServers: %2$s
                    """.formatted(directory.resolve(name), broker.bootstrapServers()));
        }

        void start() throws IOException {
            process = new ProcessBuilder(ChildJvm.commandIn(directory, Winnow.class, "--config", config.toString(), "hub"))
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        }

        String log() {
            return Text.read(log);
        }

        void kill() throws InterruptedException {
            assertThat(process.isAlive()).as(Text.read(log)).isTrue();
            process.destroyForcibly().waitFor();
        }

        @Override
        public void close() {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    /** What the topic of baselines holds: of each key the newest message that is committed. */
    private static final class Newest implements AutoCloseable {

        private final KafkaConsumer<String, byte[]> consumer;
        private final Map<String, byte[]> parts = new HashMap<>();
        private int messages;

        Newest(String servers) {
            consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", servers, "group.id", "test", "auto.offset.reset", "earliest", "metadata.max.age.ms", "1000",
                    "isolation.level", "read_committed"), new StringDeserializer(), new ByteArrayDeserializer());
            consumer.subscribe(List.of("winnow.cluster"));
        }

        int messages() {
            for (ConsumerRecord<String, byte[]> message : consumer.poll(Duration.ofMillis(200))) {
                messages++;
                if (message.value() == null) {
                    parts.remove(message.key());
                } else {
                    parts.put(message.key(), message.value());
                }
            }
            return messages;
        }

        /** By workload's key, as files. */
        Map<String, String> joined() {
            messages();
            Map<String, Workload> joined = new HashMap<>();
            SharedEvents keys = new SharedEvents("default");
            parts.values().stream().map(Shared::read).forEach(shared -> joined.merge(
                    keys.key(shared.workload()), learning(shared.workload(), shared.baseline()),
                    (one, other) -> learning(one.id(), one.baseline().join(other.baseline()))));
            return documents(joined);
        }

        private static Workload learning(WorkloadId id, Baseline baseline) {
            return new Workload(id, BaselineState.LEARNING, baseline, Baseline.EMPTY, 0);
        }

        @Override
        public void close() {
            consumer.close();
        }
    }

    @Test
    void withoutBrokersAHubSaysWhatIsMissingAndEnds() throws IOException, InterruptedException {
        Path config = directory.resolve("empty.yaml");
        Text.write(config, "state: " + directory.resolve("none") + "\n");
        Process process = new ProcessBuilder(ChildJvm.commandIn(directory, Winnow.class, "--config", config.toString(), "hub"))
                .redirectErrorStream(true).start();
        assertThat(new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)).contains("publish.kafka.bootstrapServers is empty");
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
    }
}
