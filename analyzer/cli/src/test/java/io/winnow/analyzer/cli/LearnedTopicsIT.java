// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.RandomTraffic;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.ingest.RecordedQueue;
import io.winnow.analyzer.store.Shared;
import io.winnow.analyzer.store.WorkloadFile;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.queue.QueueConfig;
import io.winnow.testbed.ApiSocket;
import io.winnow.testbed.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an analyzer learns, as consumers of a real broker have it. */
class LearnedTopicsIT {

    private static final int STEPS = 2_000;
    private static final int KILLS = 3;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final List<ConsumerRecord<String, byte[]>> messages = new ArrayList<>();

    @Test
    void aReaderWhoJoinsAllThatATopicHasEndsWithTheBaselinesOfTheAnalyzerThatWasKilledMeanwhile() throws IOException {
        RecordedQueue traffic = RandomTraffic.queue(19, STEPS);
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                EventsQueue queue = EventsQueue.open(QueueConfig.of(directory.resolve("state/queue/events")), () -> RecordedQueue.CLOCK_OFFSET)) {
            for (String topic : List.of("winnow.violations", "winnow.observations", "winnow.baselines")) {
                broker.createTopic(topic, 2);
            }
            try (KafkaConsumer<String, byte[]> consumer = consumer(broker)) {
                int appended = 0;
                for (int kill = 1; kill <= KILLS; kill++) {
                    int end = traffic.size() * kill / KILLS;
                    RecordedTraffic.append(traffic, appended, end, queue);
                    appended = end;
                    try (Program analyzer = analyzer(broker)) {
                        int before = messages.size();
                        await().atMost(SOON).until(() -> poll(consumer) > before);
                        if (kill == KILLS) {
                            freezeFirst(analyzer);
                            await().atMost(SOON).untilAsserted(() -> {
                                poll(consumer);
                                assertReportedWhatIsStored();
                            });
                        }
                        analyzer.signal("KILL");
                        analyzer.exitCode();
                    }
                }
            }
        }
    }

    private Program analyzer(EmbeddedBroker broker) throws IOException {
        Path config = Files.writeString(directory.resolve("winnow.yaml"), """
                state: %1$s/state
                node: node-1
                api:
                  socket: %1$s/w.sock
                analyzer:
                  checkpoint: 100ms
                publish:
                  kafka:
                    bootstrapServers: %2$s
                    learned:
                      enabled: true
                      growth: 50ms
                      counts: 200ms
                """.formatted(directory, broker.bootstrapServers()));
        return Program.start(directory, "--config", config.toString(), "analyze");
    }

    private void freezeFirst(Program analyzer) throws IOException {
        // the socket's file alone proves nothing: the analyzer that was killed left its own
        ApiSocket api = new ApiSocket(directory.resolve("w.sock"));
        await().atMost(SOON).until(() -> api.ready() && !stored().isEmpty());
        String first = stored().get(0).id().shortId();
        try (Program freeze = Program.start(directory, "--config", directory.resolve("winnow.yaml").toString(), "freeze", first, "--force")) {
            assertThat(freeze.exitCode()).as(freeze.err() + analyzer.err()).isZero();
        }
    }

    /** Without a store, which is the analyzer's. */
    private List<Workload> stored() throws IOException {
        List<Workload> workloads = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.resolve("state/baselines/workloads"), "*.json")) {
            for (Path file : files) {
                workloads.add(WorkloadFile.read(Files.readAllBytes(file)));
            }
        }
        return workloads;
    }

    private int poll(KafkaConsumer<String, byte[]> consumer) {
        consumer.poll(Duration.ofMillis(100)).forEach(messages::add);
        return messages.size();
    }

    private void assertReportedWhatIsStored() throws IOException {
        Map<WorkloadId, Baseline> seen = new HashMap<>();
        Map<String, Shared> newest = new HashMap<>();
        for (ConsumerRecord<String, byte[]> message : messages) {
            if (message.topic().equals("winnow.observations")) {
                Shared shared = Shared.read(message.value());
                seen.merge(shared.workload(), shared.baseline(), Baseline::join);
                assertThat(shared.node()).isEqualTo("node-1");
            } else if (message.value() == null) {
                newest.remove(message.topic() + message.key());
            } else {
                newest.put(message.topic() + message.key(), Shared.read(message.value()));
            }
        }
        List<Workload> stored = stored();
        assertThat(stored).hasSize(3);
        for (Workload workload : stored) {
            assertThat(seen.get(workload.id())).isEqualTo(workload.baseline().join(workload.pending()));
            List<Shared> reported = newest.values().stream().filter(shared -> shared.workload().equals(workload.id())).toList();
            assertThat(reported.stream().map(Shared::baseline).reduce(Baseline.EMPTY, Baseline::join)).isEqualTo(workload.baseline());
            assertThat(reported.stream().map(Shared::pending).reduce(Baseline.EMPTY, Baseline::join)).isEqualTo(workload.pending());
            assertThat(reported.stream().flatMap(shared -> shared.decisions().stream())).containsExactlyElementsOf(workload.decisions());
        }
        assertThat(stored).filteredOn(Workload::frozen).hasSize(1);
    }

    private static KafkaConsumer<String, byte[]> consumer(EmbeddedBroker broker) {
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(Map.of("bootstrap.servers", broker.bootstrapServers()), new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : List.of("winnow.observations", "winnow.baselines")) {
            consumer.partitionsFor(topic).forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }
}
