// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.violation.Violation;
import io.winnow.analyzer.violation.ViolationKind;
import io.winnow.testbed.EmbeddedBroker;
import io.winnow.testbed.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code docs/consuming.md}, as they are there, against a real broker. */
class ConsumingIT {

    private static final Path DOCUMENT = Path.of("../../docs/consuming.md");
    private static final Path MODULES = Path.of("target/consumers").toAbsolutePath();
    private static final String TOPIC = "winnow.violations";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void publish() throws Exception {
        broker = EmbeddedBroker.start();
        broker.createTopic(TOPIC, 2);
        Map<EventStream, String> topics = new HashMap<>();
        for (EventStream stream : EventStream.values()) {
            topics.put(stream, TOPIC);
        }
        KafkaSettings settings = new KafkaSettings(broker.bootstrapServers(), topics, Duration.ofSeconds(5), true, KafkaSecurity.NONE, Map.of());
        try (Publisher publisher = new Publisher(new KafkaSink(settings), 100, Duration.ofMillis(200), Duration.ofSeconds(10))) {
            publisher.start();
            ViolationEvents events = new ViolationEvents("prod");
            for (int number : new int[] {1, 2, 1, 3}) { // one of them again, as after a crash
                publisher.publish(events.event(violation(number)), number);
            }
            assertThat(publisher.awaitConfirmed(LIMIT)).isTrue();
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static Violation violation(int number) {
        Violation sample = Samples.violation(ViolationKind.SYSCALL, Samples.UNSHARE);
        return new Violation("%032x".formatted(number), sample.kind(), "summary " + number, sample.time(), sample.subject(), sample.behaviour(), sample.actor(), 1,
                false, sample.evidence(), false);
    }

    @Test
    void javaReadsEachOnce() throws IOException {
        printsEachOnce(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path"),
                code("java", 0, "Alerts.java"));
    }

    @Test
    void pythonReadsEachOnce() throws IOException {
        printsEachOnce("/usr/bin/python3", code("python", 0, "alerts.py"));
    }

    @Test
    void javaScriptReadsEachOnce() throws IOException {
        if (!Files.exists(MODULES.resolve("node_modules/kafkajs"))) {
            Shell.run(List.of("npm", "install", "--no-audit", "--no-fund", "--prefix", MODULES.toString(), "kafkajs@2.2.4"), Map.of(), LIMIT).orThrow();
        }
        printsEachOnce("env", "NODE_PATH=" + MODULES.resolve("node_modules"), "KAFKAJS_NO_PARTITIONER_WARNING=1", "node", code("javascript", 0, "alerts.js"));
    }

    @Test
    void falcosidekickGetsWhatItRequires() throws IOException {
        ObjectMapper json = new ObjectMapper();
        String falco = Files.readString(Path.of(code("python", 1, "falco.py"))) + "\nimport json, sys\nfor line in sys.stdin: print(json.dumps(falco(json.loads(line))))\n";
        Path program = Files.writeString(directory.resolve("falco-lines.py"), falco);
        Path lines = directory.resolve("violations.jsonl");
        StringBuilder documents = new StringBuilder();
        for (Violation violation : ViolationEventsTest.oneOfEachKind()) {
            documents.append(new String(new ViolationEvents("prod").json(violation), StandardCharsets.UTF_8)).append('\n');
        }
        Files.writeString(lines, documents);
        List<String> alerts = Shell.run("sh", "-c", "/usr/bin/python3 \"$0\" <\"$1\"", program.toString(), lines.toString()).orThrow().out().lines().toList();
        assertThat(alerts).hasSize(ViolationEventsTest.oneOfEachKind().size());
        for (String line : alerts) {
            JsonNode alert = json.readTree(line);
            assertThat(List.of("output", "rule", "priority", "time")).allSatisfy(field -> assertThat(alert.path(field).asText()).as(field).isNotEmpty());
            assertThat(alert.path("output_fields").path("container.id").asText()).isEqualTo("0123abcd");
        }
    }

    private static void printsEachOnce(String... command) throws IOException {
        Path out = Files.createTempFile(directory, "consumer", ".out");
        Path err = Files.createTempFile(directory, "consumer", ".err");
        String[] all = Arrays.copyOf(command, command.length + 1);
        all[command.length] = broker.bootstrapServers();
        Process consumer = new ProcessBuilder(all).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            await().atMost(LIMIT).until(() -> !consumer.isAlive() || Files.readString(out).lines().count() >= 3);
            assertThat(Files.readString(out).lines()).as(Files.readString(err))
                    .containsExactly("shop/web: summary 1", "shop/web: summary 2", "shop/web: summary 3");
            assertThat(consumer.isAlive()).isTrue();
        } finally {
            consumer.destroyForcibly();
        }
    }

    /** Writes the code block of a language, counted from 0, to a file of this name. */
    private static String code(String language, int number, String name) throws IOException {
        Matcher block = Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL).matcher(Files.readString(DOCUMENT));
        for (int i = 0; i <= number; i++) {
            assertThat(block.find()).as("block %d of %s", i, language).isTrue();
        }
        return Files.writeString(directory.resolve(name), block.group(1)).toString();
    }
}
