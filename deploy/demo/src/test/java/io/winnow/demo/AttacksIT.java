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
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Sixteen attacks, each in a session inside a container of its own of a frozen workload, while two processes of the container flood known calls: each is
 * one finding in Kafka, with the right severity and technique. {@code -Dwinnow.attacks=100} asks for more runs of each.
 */
class AttacksIT {
    private static final String WORKLOAD = "attacked";
    private static final String TOPIC = "winnow.findings";
    private static final int RUNS = Integer.getInteger("winnow.attacks", 1);

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
            Map<String, String> attacks = new LinkedHashMap<>();
            for (int run = 0; run < RUNS; run++) {
                for (String attack : ATTACKS.keySet()) {
                    attacks.put(attack(attack, attacks.keySet(), runc, rootfs, consumer), attack);
                }
            }
            List<String> wrong = wrong(attacks, consumer.records());
            System.out.printf("%d attacks: %d findings of the right severity and technique, %d wrong%n",
                    RUNS * ATTACKS.size(), attacks.size() - wrong.size(), wrong.size());
            assertThat(attacks).hasSize(RUNS * ATTACKS.size());
            assertThat(wrong).isEmpty();
        } finally {
            Directories.delete(directory);
        }
    }

    /** Attacks a new container, and waits until the worst of a finding that was not known has arrived; gives that finding's id. */
    private static String attack(String attack, Set<String> known, Runc runc, Rootfs rootfs, ConsumerProcess consumer) {
        try (Container container = run(runc, WORKLOAD + "-" + known.size(), rootfs)) {
            container.exec("/bin/attacks", attack).orThrow();
            JsonNode worst = consumer.await(record -> !known.contains(id(record)) && isAsExpected(record.path("value"), ATTACKS.get(attack)), Waiting.LIMIT);
            assertThat(worst).as("%s, number %d: of it came %s", attack, known.size(), consumer.records().stream().filter(record -> !known.contains(id(record))).toList())
                    .isNotNull();
            return id(worst);
        }
    }

    /** The findings that no attack explains, and those whose last update is not what its attack is. */
    private static List<String> wrong(Map<String, String> attacks, List<JsonNode> records) {
        Map<String, JsonNode> last = new LinkedHashMap<>();
        records.forEach(record -> last.put(id(record), record.path("value")));
        return last.entrySet().stream()
                .filter(finding -> !attacks.containsKey(finding.getKey()) || !isAsExpected(finding.getValue(), ATTACKS.get(attacks.get(finding.getKey())))
                        || !finding.getValue().path("kind").asText().equals("exec-session"))
                .map(finding -> attacks.get(finding.getKey()) + ": " + finding.getValue())
                .toList();
    }

    private static String id(JsonNode record) {
        return record.at("/value/id").asText();
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

    private static Container run(Runc runc, String id, Rootfs rootfs) {
        Container container = runc.start(id, rootfs, OciSpec.of("/bin/attacks", "serve").withAnnotation("io.winnow.workload", WORKLOAD));
        await().atMost(Waiting.LIMIT).until(() -> container.output().contains("ready\n"));
        return container;
    }

    private static void learnAndFreeze(WinnowService winnow, Runc runc, Rootfs rootfs) {
        Instant began = Instant.now();
        run(runc, "learned", rootfs).close();
        new Baselines(winnow.api()).afterTheEnd(WORKLOAD, began);
        winnow.cli("freeze", WORKLOAD, "--force").orThrow();
    }
}
