// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.testbed.ChildJvm;
import io.winnow.testbed.EmbeddedBroker;
import io.winnow.testbed.Text;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
