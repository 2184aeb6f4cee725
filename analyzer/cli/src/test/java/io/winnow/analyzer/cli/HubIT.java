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
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub as its users start it. */
class HubIT {

    @TempDir
    private Path directory;

    /** Kafka Streams wipes what was left half written of the stores that hubs share, but not of the copy that each has of all. */
    @Test
    void aHubThatWasKilledWhileItsCopyOfAllWorkloadsWasWrittenStartsAgain() {
        NodeReports reports = new NodeReports(40, 50);
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                KafkaProducer<String, byte[]> nodes = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()), new StringSerializer(), new ByteArraySerializer());
                HubProcess hub = new HubProcess(directory, "hub", broker.bootstrapServers(), "16MiB")) {
            broker.createTopic(NodeReports.TOPIC, 1);
            hub.start();
            reports.piece(0, 1).forEach(nodes::send);
            Path copy = directory.resolve("hub/hub/winnow-hub-default/global/rocksdb/view");
            await().atMost(Waiting.LIMIT).until(() -> hub.answers() && files(copy).anyMatch(file -> file.endsWith(".sst")));
            hub.kill();
            hub.start();
            await().atMost(Waiting.LIMIT).untilAsserted(() -> assertThat(hub.answers()).as(hub.log()).isTrue());
        }
    }

    private static Stream<String> files(Path directory) {
        String[] names = directory.toFile().list();
        return names == null ? Stream.empty() : Stream.of(names);
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
