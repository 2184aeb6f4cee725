// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.testbed.BrokerCluster;
import io.winnow.testbed.EmbeddedBroker;
import io.winnow.testbed.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One to three hubs at three brokers, all processes of their own: hubs and brokers are killed in turn while many nodes report. {@code -Dwinnow.hub.kills=50}
 * for as many of each, and for 200 nodes.
 */
class HubTakeoverIT {

    private static final int KILLS = Integer.getInteger("winnow.hub.kills", 2);
    private static final int NODES = Math.min(200, 10 * KILLS);
    private static final int WORKLOADS = 50;
    private static final int PARTITIONS = 4;
    /** How many hubs are there before each kill: a group grows, loses one, and shrinks to one. */
    private static final int[] HUBS = {2, 3, 3, 2};
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    private final Random random = new Random(19);
    private final NodeReports reports = new NodeReports(NODES, WORKLOADS);
    private final List<HubProcess> running = new ArrayList<>();
    private final List<HubProcess> ended = new ArrayList<>();
    private long slowestAnswer;

    @Test
    void whatHubsPublishOfManyNodesIsTheMergeOfAllThoughHubsAndBrokersAreKilledMeanwhile() {
        try (BrokerCluster brokers = BrokerCluster.start();
                KafkaProducer<String, byte[]> nodes = producer(brokers.bootstrapServers());
                JoinedTopic joined = new JoinedTopic(brokers.bootstrapServers())) {
            brokers.createTopic(NodeReports.TOPIC, PARTITIONS);
            Stream.of("first", "second", "third").map(name -> new HubProcess(directory, name, brokers.bootstrapServers(), "64MiB")).forEach(ended::add);
            startOne();
            for (int kill = 0; kill < KILLS; kill++) {
                report(kill, nodes, joined);
                while (running.size() < HUBS[kill % HUBS.length]) {
                    startOne();
                }
                await().atMost(Waiting.LIMIT).untilAsserted(() -> assertThat(running).as(this::logs).allMatch(HubProcess::answers));
                killHub();
                EmbeddedBroker broker = brokers.kill(random.nextInt(BrokerCluster.NODES));
                awaitAnswer();
                brokers.revive(broker, NodeReports.TOPIC);
            }
            report(KILLS, nodes, joined);

            await().atMost(Waiting.LIMIT).untilAsserted(() -> assertThat(joined.differing(reports.merged())).as(this::logs).isEmpty());
            await().atMost(Waiting.LIMIT).untilAsserted(() -> assertThat(joined.refused()).isEqualTo(KILLS + 1));
            System.out.printf(
                    "%d kills of hubs and %d of brokers, %d reports of %d nodes about %d workloads joined, %d records refused, a hub answered after %d ms at most%n",
                    KILLS, KILLS, reports.size(), NODES, WORKLOADS, joined.refused(), slowestAnswer);
        } finally {
            running.forEach(HubProcess::close);
        }
    }

    /** Nodes report some more, with a record among it that is none, and some of it comes out of the hubs. */
    private void report(int piece, KafkaProducer<String, byte[]> nodes, JoinedTopic joined) {
        int published = joined.messages();
        reports.piece(piece, KILLS + 1).forEach(nodes::send);
        nodes.send(new ProducerRecord<>(NodeReports.TOPIC, "poison-" + piece, new byte[] {1, 2, 3}));
        await().atMost(Waiting.LIMIT).until(() -> joined.messages() > published);
    }

    private void startOne() {
        HubProcess hub = ended.remove(0);
        hub.start();
        running.add(hub);
    }

    private void killHub() {
        HubProcess hub = running.remove(random.nextInt(running.size()));
        hub.kill();
        ended.add(hub);
    }

    /** One that was not killed answers for all workloads. */
    private void awaitAnswer() {
        long began = System.nanoTime();
        await().atMost(ANSWER_LIMIT).untilAsserted(() -> assertThat(running).as(this::logs).anyMatch(HubProcess::answers));
        slowestAnswer = Math.max(slowestAnswer, Duration.ofNanos(System.nanoTime() - began).toMillis());
    }

    private String logs() {
        return Stream.concat(running.stream(), ended.stream()).map(HubProcess::log).reduce("", String::concat);
    }

    private static KafkaProducer<String, byte[]> producer(String servers) {
        return new KafkaProducer<>(Map.of("bootstrap.servers", servers), new StringSerializer(), new ByteArraySerializer());
    }
}
