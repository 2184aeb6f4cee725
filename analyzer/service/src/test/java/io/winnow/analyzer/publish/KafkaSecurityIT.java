// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.analyzer.http.Certificates;
import io.winnow.testbed.EmbeddedBroker;
import io.winnow.testbed.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker that wants TLS and passwords, and lets users do only what they were granted. */
class KafkaSecurityIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PASSWORD = "se\"cret\\word;";

    @TempDir
    private static Path directory;

    private static int secure;
    private static EmbeddedBroker broker;
    private static Path authority;

    @BeforeAll
    static void start() throws Exception {
        Certificates certificates = new Certificates(directory.resolve("tls")).signed("broker", "CN=localhost", "san=ip:127.0.0.1,dns:localhost");
        authority = certificates.certificate("ca");
        Path pem = Files.writeString(directory.resolve("broker.pem"), Files.readString(certificates.key("broker")) + Files.readString(certificates.certificate("broker")));
        secure = Ports.free();
        String listeners = "PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d,SECURE://127.0.0.1:" + secure;
        broker = EmbeddedBroker.start("""
                listeners=LISTENERS
                advertised.listeners=LISTENERS
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL
                listener.name.secure.ssl.keystore.type=PEM
                listener.name.secure.ssl.keystore.location=PEM
                listener.name.secure.sasl.enabled.mechanisms=SCRAM-SHA-512
                listener.name.secure.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
                authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
                super.users=User:ANONYMOUS
                auto.create.topics.enable=false
                """.replace("LISTENERS", listeners).replace("location=PEM", "location=" + pem));
        try (Admin admin = admin()) {
            admin.alterUserScramCredentials(List.of(
                    new UserScramCredentialUpsertion("winnow", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD))).all().get(30, TimeUnit.SECONDS);
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void aWrongPasswordAndAMissingRightAreNamedAndWhatWaitsArrivesOnceTheyAreMended() throws Exception {
        topic("scram");
        Path secret = Files.writeString(directory.resolve("password"), "wrong\n");
        KafkaSecurity security = new KafkaSecurity(true, Optional.of(authority), Optional.empty(), Optional.empty(),
                Optional.of(KafkaSecurity.Mechanism.SCRAM_SHA_512), "winnow", Optional.of(secret), "", "");
        try (Publisher publisher = publisher(secure, "scram", security)) {
            publisher.start();
            publisher.publish(Samples.event("key", 1), 1);
            awaitError(publisher, "uthentication failed");
            Files.writeString(secret, PASSWORD + "\n");
            awaitError(publisher, "scram");
            awaitError(publisher, "ot authorized");
            assertThat(publisher.lowestUnconfirmed()).hasValue(1);
            grant("scram");
            assertThat(publisher.awaitConfirmed(LIMIT)).as("%s", publisher.lastError()).isTrue();
        }
    }

    @Test
    void aFileThatIsMissingIsNamedWithItsSetting() {
        KafkaSecurity security = new KafkaSecurity(true, Optional.of(authority), Optional.empty(), Optional.empty(),
                Optional.of(KafkaSecurity.Mechanism.SCRAM_SHA_512), "winnow", Optional.of(Path.of("/nowhere/password")), "", "");
        try (Publisher publisher = publisher(secure, "any", security)) {
            publisher.start();
            publisher.publish(Samples.event("key", 1), 1);
            awaitError(publisher, "/nowhere/password cannot be read");
            awaitError(publisher, "publish.kafka.security.secret");
        }
    }

    private static void awaitError(Publisher publisher, String part) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(publisher.lastError()).hasValueSatisfying(reason -> assertThat(reason).contains(part)));
    }

    private static Publisher publisher(int port, String topic, KafkaSecurity security) {
        Map<EventStream, String> topics = new HashMap<>();
        for (EventStream stream : EventStream.values()) {
            topics.put(stream, topic);
        }
        KafkaSettings settings = new KafkaSettings("127.0.0.1:" + port, topics, Duration.ofSeconds(5), true, security, Map.of());
        return new Publisher(new KafkaSink(settings), 10, Duration.ofMillis(200), Duration.ofSeconds(10));
    }

    private static void topic(String name) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get(30, TimeUnit.SECONDS);
        }
    }

    private static void grant(String topic) throws Exception {
        try (Admin admin = admin()) {
            admin.createAcls(List.of(new AclBinding(new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                    new AccessControlEntry("User:winnow", "*", AclOperation.WRITE, AclPermissionType.ALLOW)))).all().get(30, TimeUnit.SECONDS);
        }
    }

    private static Admin admin() throws IOException {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }
}
