// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.Container;
import io.winnow.testbed.Directories;
import io.winnow.testbed.EmbeddedBroker;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Sixteen attacks, each in a session inside a container of its own of a frozen workload, while two processes of the container flood known calls: each is
 * one finding in Kafka, with the right severity and technique. {@code -Dwinnow.attacks=100} asks for more runs of each.
 */
class AttacksIT {
    private static final String WORKLOAD = "attacked";
    private static final String TOPIC = "winnow.findings";
    private static final int RUNS = Integer.getInteger("winnow.attacks", 1);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** What the attack is: its behaviour in the table, which is its name but for combinations and capabilities; severity; technique. */
    private record Expected(String behaviour, String severity, String technique) {}

    private static final Map<String, Expected> ATTACKS = new LinkedHashMap<>();

    static {
        attack("enter-and-mount", "critical", "T1611");
        attack("user-namespace", "medium", "T1068");
        attack("user-namespace-mount", "critical", "T1611");
        attack("ptrace", "high", "T1068");
        attack("bpf-program", "high", "T1068");
        attack("kernel-module", "critical", "T1611");
        attack("kexec", "critical", "T1611");
        attack("userfaultfd", "medium", "T1068");
        attack("af-alg", "medium", "T1068");
        attack("af-packet", "high", "T1068");
        attack("af-vsock", "high", "T1068");
        attack("keyring", "medium", "T1552");
        attack("terminal-input", "high", "T1611");
        attack("file-by-handle", "critical", "T1611");
        attack("memory-program", "high", "T1036");
        attack("writable-code", "medium", "T1190");
    }

    private static void attack(String name, String severity, String technique) {
        ATTACKS.put(name, new Expected(name, severity, technique));
    }

    @Test
    void eachAttackIsOneFindingOfTheRightRankInKafka() throws IOException {
        Path directory = Directories.temporary("attacks");
        try (Runc runc = new Runc(directory);
                EmbeddedBroker broker = EmbeddedBroker.start();
                ConsumerProcess consumer = consumer(broker);
                Rootfs rootfs = rootfs();
                WinnowService winnow = service(directory, broker).start()) {
            learnAndFreeze(winnow, runc, rootfs);
            Map<String, String> attacked = new LinkedHashMap<>();
            for (int run = 0; run < RUNS; run++) {
                for (String attack : ATTACKS.keySet()) {
                    attacked.put(attacked(attack, runc, rootfs, consumer), attack);
                }
            }
            List<String> wrong = new ArrayList<>();
            attacked.forEach((container, attack) -> check(container, attack, consumer.records(), wrong));
            System.out.printf("%d of %d attacks are one finding each, of the right severity and technique%n", attacked.size() - wrong.size(), attacked.size());
            assertThat(wrong).isEmpty();
        } finally {
            Directories.delete(directory);
        }
    }

    /** Attacks a new container, and waits until what is worst has arrived; gives the container's id. */
    private static String attacked(String attack, Runc runc, Rootfs rootfs, ConsumerProcess consumer) {
        try (Container container = run(runc, rootfs)) {
            container.exec("/bin/attacks", attack).orThrow();
            consumer.await(record -> of(record, container.id()) && isAsExpected(record.path("value"), ATTACKS.get(attack)), LIMIT);
            return container.id();
        }
    }

    private static void check(String container, String attack, List<JsonNode> records, List<String> wrong) {
        List<JsonNode> updates = records.stream().filter(record -> of(record, container)).map(record -> record.path("value")).toList();
        Set<String> findings = updates.stream().map(update -> update.path("id").asText()).collect(Collectors.toSet());
        JsonNode last = updates.isEmpty() ? null : updates.get(updates.size() - 1);
        if (findings.size() != 1 || !isAsExpected(last, ATTACKS.get(attack)) || !last.path("kind").asText().equals("exec-session")) {
            wrong.add(attack + " in " + container + ": " + findings.size() + " findings " + updates.stream()
                    .map(update -> update.path("id").asText() + " " + update.path("kind").asText() + " " + update.path("severity").asText() + " "
                            + update.at("/technique/id").asText() + " " + update.at("/behaviours/0/id").asText() + " " + update.findValuesAsText("summary"))
                    .toList());
        }
    }

    private static boolean of(JsonNode record, String container) {
        return record.at("/value/container/id").asText().equals(container);
    }

    private static boolean isAsExpected(JsonNode finding, Expected expected) {
        return finding.path("severity").asText().equals(expected.severity()) && finding.at("/technique/id").asText().equals(expected.technique())
                && finding.at("/behaviours/0/id").asText().equals(expected.behaviour());
    }

    private static ConsumerProcess consumer(EmbeddedBroker broker) {
        broker.createTopic(TOPIC, 3);
        return ConsumerProcess.start(broker.bootstrapServers(), TOPIC);
    }

    private static WinnowService service(Path directory, EmbeddedBroker broker) {
        return new WinnowService(Host.launcher(), directory, Host.settings(directory) + """
                publish:
                  kafka:
                    bootstrapServers: %s
                """.formatted(broker.bootstrapServers()));
    }

    private static Rootfs rootfs() throws IOException {
        try (InputStream in = AttacksIT.class.getResourceAsStream("attacks.c");
                CProgram program = CProgram.compile("attacks", new String(in.readAllBytes(), StandardCharsets.UTF_8))) {
            return Rootfs.create().program(program.executable(), "/bin/attacks");
        }
    }

    private static Container run(Runc runc, Rootfs rootfs) {
        Container container = runc.start(WORKLOAD, rootfs, OciSpec.of("/bin/attacks", "serve"));
        await().atMost(LIMIT).until(() -> container.output().contains("ready\n"));
        return container;
    }

    private static void learnAndFreeze(WinnowService winnow, Runc runc, Rootfs rootfs) {
        Instant began = Instant.now();
        run(runc, rootfs).close();
        new Baselines(winnow.api()).afterTheEnd(WORKLOAD, began);
        winnow.cli("freeze", WORKLOAD, "--force").orThrow();
    }
}
