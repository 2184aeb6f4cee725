// SPDX-License-Identifier: Apache-2.0
package io.winnow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.cli.config.SettingsLoader;
import io.winnow.testbed.EmbeddedBroker;
import io.winnow.testbed.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script, with what the programs of Kafka start, against a broker that checks rights. */
class TopicsIT {

    private static final Set<String> COMPACTED = Set.of("winnow.baselines", "winnow.cluster", "winnow.decisions");
    private static final Set<String> OF_HUBS = Set.of("winnow.cluster", "winnow.decisions");
    private static final Path SCRIPT = Path.of("topics");
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final long ANSWER_SECONDS = 30;
    private static final Map<String, String> PROGRAMS =
            Map.of("kafka-topics.sh", "org.apache.kafka.tools.TopicCommand", "kafka-acls.sh", "org.apache.kafka.tools.AclCommand");

    @TempDir
    private static Path home;

    private EmbeddedBroker broker;

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.start("""
                authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
                super.users=User:ANONYMOUS
                auto.create.topics.enable=false
                """);
    }

    @BeforeAll
    static void install() throws IOException {
        Path programs = Files.createDirectory(home.resolve("bin"));
        for (Map.Entry<String, String> program : PROGRAMS.entrySet()) {
            Path file = Files.writeString(programs.resolve(program.getKey()), "#!/bin/sh\nexec '%s/bin/java' -XX:TieredStopAtLevel=1 -cp '%s' %s \"$@\"\n"
                    .formatted(System.getProperty("java.home"), System.getProperty("java.class.path"), program.getValue()));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void topicsOfTheDefaultSettingsAndRightsAreMadeAndRepeatingItChangesNothing() throws Exception {
        Collection<String> names = new SettingsLoader(Map.of()).load(Optional.empty()).publish().kafka().topics().byStream().values();
        Map<String, String> environment = Map.of("REPLICAS", "1", "PARTITIONS", "3", "RETENTION", "3600000", "PRODUCER", "User:winnow", "HUB", "User:hub",
                "CONSUMER", "User:siem");
        for (int round = 0; round < 2; round++) {
            topics(environment).orThrow();
            assertThat(partitions()).as("after round %d", round).containsOnlyKeys(names).allSatisfy((name, count) -> assertThat(count).isEqualTo(3));
            assertThat(settings(COMPACTED, "cleanup.policy")).containsOnly("compact");
            assertThat(settings(names.stream().filter(name -> !COMPACTED.contains(name)).toList(), "retention.ms")).containsOnly("3600000");
            assertThat(settings(names, "min.insync.replicas")).containsOnly("1");
            assertThat(rights()).containsExactlyInAnyOrderElementsOf(expected(names));
        }
    }

    @Test
    void aHostWithATopicOfItsOwnHasTheRightToWriteThatOneAndNoOther() throws Exception {
        topics(Map.of("REPLICAS", "1", "PARTITIONS", "3", "HUB", "User:hub", "PRODUCER", "User:old", "NODES", "node-1=User:one node-2=User:two")).orThrow();
        assertThat(partitions()).containsEntry("winnow.observations.node-1", 1).containsEntry("winnow.observations.node-2", 1);
        assertThat(rights().stream().filter(right -> right.contains("winnow.observations"))).containsExactlyInAnyOrder(
                "User:one WRITE winnow.observations.node-1", "User:one DESCRIBE winnow.observations.node-1",
                "User:two WRITE winnow.observations.node-2", "User:two DESCRIBE winnow.observations.node-2",
                "User:hub READ winnow.observations", "User:hub WRITE winnow.observations", "User:hub DESCRIBE winnow.observations",
                "User:hub READ winnow.observations.", "User:hub DESCRIBE winnow.observations.");
        assertThat(rights()).contains("User:one WRITE winnow.findings", "User:one READ winnow.decisions", "User:one IDEMPOTENT_WRITE kafka-cluster")
                .doesNotContain("User:one WRITE winnow.decisions", "User:one READ winnow.findings");
    }

    @Test
    void withoutBrokersItSaysWhatItTakes() {
        Shell.Result result = Shell.run(SCRIPT.toAbsolutePath().toString());
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("topics BROKERS", "PARTITIONS", "PRODUCER");
    }

    /** Who may do what: a host has no right to write what a hub says. */
    private static Set<String> expected(Collection<String> names) {
        Set<String> rights = new TreeSet<>(List.of(
                "User:winnow IDEMPOTENT_WRITE kafka-cluster", "User:winnow READ winnow.decisions", "User:winnow DESCRIBE winnow.decisions", "User:siem READ *",
                "User:hub IDEMPOTENT_WRITE kafka-cluster", "User:hub READ winnow.observations", "User:hub DESCRIBE winnow.observations",
                "User:hub WRITE winnow.deadletter", "User:hub DESCRIBE winnow.deadletter"));
        for (String right : List.of("CREATE", "READ", "WRITE", "DESCRIBE", "DESCRIBE_CONFIGS")) {
            rights.add("User:hub " + right + " winnow-hub-default");
        }
        for (String name : names) {
            rights.addAll(List.of("User:siem READ " + name, "User:siem DESCRIBE " + name));
            if (OF_HUBS.contains(name)) {
                rights.addAll(List.of("User:hub READ " + name, "User:hub WRITE " + name, "User:hub DESCRIBE " + name));
            } else {
                rights.addAll(List.of("User:winnow WRITE " + name, "User:winnow DESCRIBE " + name));
            }
        }
        return rights;
    }

    private Shell.Result topics(Map<String, String> environment) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put("KAFKA_HOME", home.toString());
        return Shell.run(List.of(SCRIPT.toAbsolutePath().toString(), broker.bootstrapServers()), all, LIMIT);
    }

    private Map<String, Integer> partitions() throws Exception {
        try (Admin admin = admin()) {
            Set<String> names = admin.listTopics().names().get(ANSWER_SECONDS, TimeUnit.SECONDS);
            Map<String, TopicDescription> described = admin.describeTopics(names).allTopicNames().get(ANSWER_SECONDS, TimeUnit.SECONDS);
            return described.values().stream().collect(Collectors.toMap(TopicDescription::name, topic -> topic.partitions().size()));
        }
    }

    private List<String> settings(Collection<String> names, String setting) throws Exception {
        try (Admin admin = admin()) {
            List<ConfigResource> resources = names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
            Collection<Config> configs = admin.describeConfigs(resources).all().get(ANSWER_SECONDS, TimeUnit.SECONDS).values();
            return configs.stream().map(config -> config.get(setting).value()).toList();
        }
    }

    private Set<String> rights() throws Exception {
        try (Admin admin = admin()) {
            Set<String> rights = new TreeSet<>();
            admin.describeAcls(AclBindingFilter.ANY).values().get(ANSWER_SECONDS, TimeUnit.SECONDS).forEach(
                    binding -> rights.add(binding.entry().principal() + " " + binding.entry().operation() + " " + binding.pattern().name()));
            return rights;
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }
}
