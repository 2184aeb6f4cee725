// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.testbed.EmbeddedBroker;
import io.winnow.testbed.Ports;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

/** A real broker with a listener that wants credentials, and where users may do only what they were granted. Tests administer it by its other listener. */
final class SecuredBroker implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(60);

    private final EmbeddedBroker broker;
    private final int port;

    /**
     * @param protocol of the listener that is called SECURE: {@code SASL_SSL}
     * @param listener the settings of that listener, a line each
     */
    SecuredBroker(String protocol, String listener) {
        port = Ports.free();
        broker = EmbeddedBroker.start("""
                listeners=LISTENERS
                advertised.listeners=LISTENERS
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:PROTOCOL
                authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
                super.users=User:ANONYMOUS
                auto.create.topics.enable=false
                """.replace("LISTENERS", "PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d,SECURE://127.0.0.1:" + port).replace("PROTOCOL", protocol) + listener);
    }

    /** Of the listener that tests use. */
    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    void password(String user, String password) throws Exception {
        try (Admin admin = admin()) {
            admin.alterUserScramCredentials(List.of(
                    new UserScramCredentialUpsertion(user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password))).all().get(30, TimeUnit.SECONDS);
        }
    }

    void topic(String name) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get(30, TimeUnit.SECONDS);
        }
    }

    /** The user may write the topic from now on. */
    void grant(String topic, String user) throws Exception {
        try (Admin admin = admin()) {
            admin.createAcls(List.of(new AclBinding(new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                    new AccessControlEntry("User:" + user, "*", AclOperation.WRITE, AclPermissionType.ALLOW)))).all().get(30, TimeUnit.SECONDS);
        }
    }

    /** Publishes everything to one topic, by the listener that wants credentials. */
    Publisher publisher(String topic, KafkaSecurity security) {
        Map<EventStream, String> topics = new HashMap<>();
        for (EventStream stream : EventStream.values()) {
            topics.put(stream, topic);
        }
        KafkaSettings settings = new KafkaSettings("127.0.0.1:" + port, topics, Duration.ofSeconds(5), true, security, Map.of());
        return new Publisher(new KafkaSink(settings), 10, Duration.ofMillis(200), Duration.ofSeconds(10));
    }

    /** Waits until the publisher says why it cannot deliver, with this in it. */
    static void awaitError(Publisher publisher, String part) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(publisher.lastError()).hasValueSatisfying(reason -> assertThat(reason).contains(part)));
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @Override
    public void close() {
        broker.close();
    }
}
