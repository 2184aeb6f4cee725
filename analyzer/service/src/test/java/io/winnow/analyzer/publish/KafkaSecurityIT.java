// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.http.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker that wants TLS and passwords, and lets users do only what they were granted. */
class KafkaSecurityIT {

    private static final String PASSWORD = "se\"cret\\word;";

    @TempDir
    private static Path directory;

    private static SecuredBroker broker;
    private static Path authority;

    @BeforeAll
    static void start() throws Exception {
        Certificates certificates = new Certificates(directory.resolve("tls")).signed("broker", "CN=localhost", "san=ip:127.0.0.1,dns:localhost");
        authority = certificates.certificate("ca");
        Path pem = Files.writeString(directory.resolve("broker.pem"), Files.readString(certificates.key("broker")) + Files.readString(certificates.certificate("broker")));
        broker = new SecuredBroker("SASL_SSL", """
                listener.name.secure.ssl.keystore.type=PEM
                listener.name.secure.ssl.keystore.location=PEM
                listener.name.secure.sasl.enabled.mechanisms=SCRAM-SHA-512
                listener.name.secure.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
                """.replace("location=PEM", "location=" + pem));
        broker.password("winnow", PASSWORD);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void aWrongPasswordAndAMissingRightAreNamedAndWhatWaitsArrivesOnceTheyAreMended() throws Exception {
        broker.topic("scram");
        Path secret = Files.writeString(directory.resolve("password"), "wrong\n");
        KafkaSecurity security = new KafkaSecurity(true, Optional.of(authority), Optional.empty(), Optional.empty(),
                Optional.of(KafkaSecurity.Mechanism.SCRAM_SHA_512), "winnow", Optional.of(secret), "", "");
        try (Publisher publisher = broker.publisher("scram", security)) {
            publisher.start();
            publisher.publish(Samples.event("key", 1), 1);
            SecuredBroker.awaitError(publisher, "uthentication failed");
            Files.writeString(secret, PASSWORD + "\n");
            SecuredBroker.awaitError(publisher, "scram");
            SecuredBroker.awaitError(publisher, "ot authorized");
            assertThat(publisher.lowestUnconfirmed()).hasValue(1);
            broker.grant("scram", "winnow");
            assertThat(publisher.awaitConfirmed(SecuredBroker.LIMIT)).as("%s", publisher.lastError()).isTrue();
        }
    }

    @Test
    void aHostWithATopicOfItsOwnWritesThatOneAndNotThatOfAnother() throws Exception {
        NodeTopics topics = new NodeTopics("winnow.observations");
        broker.topic(topics.of("node-1"));
        broker.topic(topics.of("node-2"));
        broker.password("one", PASSWORD);
        broker.grant(topics.of("node-1"), "one");
        Path secret = Files.writeString(directory.resolve("of-one"), PASSWORD);
        KafkaSecurity security = new KafkaSecurity(true, Optional.of(authority), Optional.empty(), Optional.empty(),
                Optional.of(KafkaSecurity.Mechanism.SCRAM_SHA_512), "one", Optional.of(secret), "", "");
        try (Publisher own = broker.publisher(topics.of("node-1"), security); Publisher other = broker.publisher(topics.of("node-2"), security)) {
            own.start();
            own.publish(Samples.event("key", 1), 1);
            assertThat(own.awaitConfirmed(SecuredBroker.LIMIT)).as("%s", own.lastError()).isTrue();
            other.start();
            other.publish(Samples.event("key", 1), 1);
            SecuredBroker.awaitError(other, "ot authorized");
            assertThat(other.lowestUnconfirmed()).hasValue(1);
        }
    }

    @Test
    void aFileThatIsMissingIsNamedWithItsSetting() {
        KafkaSecurity security = new KafkaSecurity(true, Optional.of(authority), Optional.empty(), Optional.empty(),
                Optional.of(KafkaSecurity.Mechanism.SCRAM_SHA_512), "winnow", Optional.of(Path.of("/nowhere/password")), "", "");
        try (Publisher publisher = broker.publisher("any", security)) {
            publisher.start();
            publisher.publish(Samples.event("key", 1), 1);
            SecuredBroker.awaitError(publisher, "/nowhere/password cannot be read");
            SecuredBroker.awaitError(publisher, "publish.kafka.security.secret");
        }
    }
}
