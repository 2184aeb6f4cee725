// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.testbed.BrokerCluster;
import io.winnow.testbed.ChildJvm;
import io.winnow.testbed.EmbeddedBroker;
import io.winnow.testbed.Text;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hubs as processes of their own, at real brokers. {@code -Dwinnow.hub.kills=50} for more, and for 200 nodes. */
class HubIT {

    private static final int KILLS = Integer.getInteger("winnow.hub.kills", 2);
    private static final int NODES = Math.min(200, 10 * KILLS);
    private static final int WORKLOADS = 50;
    private static final int PARTITIONS = 4;
    private static final String WORKLOAD = NodeReports.workload(0).toString();
    /** After a hub or a broker has died, another hub has to answer within this time; where many are killed, the machine is known to do nothing else. */
    private static final Duration ANSWER = KILLS < 10 ? Waiting.LIMIT : Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    @Test
    void whatTwoHubsPublishOfManyNodesIsTheMergeOfAllThoughEachIsKilledMeanwhile() {
        NodeReports reports = new NodeReports(NODES, WORKLOADS);
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                KafkaProducer<String, byte[]> nodes = producer(broker.bootstrapServers());
                HubProcess first = new HubProcess(directory, "first", broker.bootstrapServers());
                HubProcess second = new HubProcess(directory, "second", broker.bootstrapServers());
                JoinedTopic joined = new JoinedTopic(broker.bootstrapServers())) {
            broker.createTopic(NodeReports.TOPIC, PARTITIONS);
            first.start();
            for (int kill = 0; kill < KILLS; kill++) {
                reports.piece(kill, KILLS + 1).forEach(nodes::send);
                nodes.send(new ProducerRecord<>(NodeReports.TOPIC, "poison", new byte[] {1, 2, 3}));
                int published = joined.messages();
                await().atMost(Waiting.LIMIT).until(() -> joined.messages() > published);
                (kill % 2 == 0 ? second : first).start();
                (kill % 2 == 0 ? first : second).kill();
            }
            reports.piece(KILLS, KILLS + 1).forEach(nodes::send);

            await().atMost(Waiting.LIMIT).untilAsserted(() -> assertThat(joined.differing(reports.merged())).as("%s%s", first.log(), second.log()).isEmpty());
            System.out.printf("%d kills of hubs, %d reports of %d nodes about %d workloads joined%n", KILLS, reports.size(), NODES, WORKLOADS);
        }
    }

    @Test
    void oneHubThatBecomesThreeAndOneAgainLosesNothingThoughHubsAndBrokersAreKilledAtRandomAndAnotherAnswersMeanwhile() {
        NodeReports reports = new NodeReports(NODES, WORKLOADS);
        Random random = new Random(19);
        try (BrokerCluster brokers = BrokerCluster.start();
                KafkaProducer<String, byte[]> nodes = producer(brokers.bootstrapServers());
                HubProcess one = new HubProcess(directory, "one", brokers.bootstrapServers());
                HubProcess two = new HubProcess(directory, "two", brokers.bootstrapServers());
                HubProcess three = new HubProcess(directory, "three", brokers.bootstrapServers());
                JoinedTopic joined = new JoinedTopic(brokers.bootstrapServers())) {
            List<HubProcess> hubs = List.of(one, two, three);
            brokers.createTopic(NodeReports.TOPIC, PARTITIONS);
            one.start();
            reports.piece(0, KILLS + 2).forEach(nodes::send);
            awaitPublished(joined, hubs);
            two.start();
            three.start();
            hubs.forEach(hub -> awaitReady(hub, Waiting.LIMIT));
            for (int kill = 1; kill <= KILLS; kill++) {
                reports.piece(kill, KILLS + 2).forEach(nodes::send);
                awaitPublished(joined, hubs);
                if (random.nextBoolean()) {
                    HubProcess killed = hubs.get(random.nextInt(hubs.size()));
                    killed.kill();
                    answers(hubs.get((hubs.indexOf(killed) + 1) % hubs.size()));
                    killed.start();
                    awaitReady(killed, Waiting.LIMIT);
                } else {
                    EmbeddedBroker killed = brokers.killLeader(NodeReports.TOPIC);
                    answers(hubs.get(random.nextInt(hubs.size())));
                    brokers.revive(killed, NodeReports.TOPIC);
                }
            }
            two.kill();
            three.kill();
            answers(one);
            reports.piece(KILLS + 1, KILLS + 2).forEach(nodes::send);

            await().atMost(Waiting.LIMIT).untilAsserted(() -> assertThat(joined.differing(reports.merged())).as(logs(hubs)).isEmpty());
            System.out.printf("%d kills of hubs and brokers, %d reports of %d nodes about %d workloads joined%n", KILLS, reports.size(), NODES, WORKLOADS);
        }
    }

    private static void awaitPublished(JoinedTopic joined, List<HubProcess> hubs) {
        int published = joined.messages();
        await().atMost(Waiting.LIMIT).untilAsserted(() -> assertThat(joined.messages()).as(logs(hubs)).isGreaterThan(published));
    }

    private static void awaitReady(HubProcess hub, Duration limit) {
        await().atMost(limit).untilAsserted(() -> assertThat(hub.api().ready()).as(hub.log()).isTrue());
    }

    private static void answers(HubProcess hub) {
        await().atMost(ANSWER).ignoreExceptions().untilAsserted(() -> assertThat(hub.api().workload(WORKLOAD).at("/summary/id").asText()).isEqualTo(WORKLOAD));
    }

    private static String logs(List<HubProcess> hubs) {
        return hubs.stream().map(HubProcess::log).collect(Collectors.joining());
    }

    private static KafkaProducer<String, byte[]> producer(String servers) {
        return new KafkaProducer<>(Map.of("bootstrap.servers", servers), new StringSerializer(), new ByteArraySerializer());
    }

    @Test
    void withoutBrokersAHubSaysWhatIsMissingAndEnds() throws IOException, InterruptedException {
        Path config = directory.resolve("empty.yaml");
        Text.write(config, "state: " + directory.resolve("none") + "\n");
        Process process = new ProcessBuilder(ChildJvm.commandIn(directory, Winnow.class, "--config", config.toString(), "hub"))
                .redirectErrorStream(true).start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).contains("publish.kafka.bootstrapServers is empty");
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
    }
}
