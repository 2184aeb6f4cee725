// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.testbed.BrokerCluster;
import io.winnow.testbed.EmbeddedBroker;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What brokers refuse, and brokers that die: against real ones. {@code -Dwinnow.leaders=50} for more kills. */
class KafkaDeliveryIT {

    private static final int LEADERS = Integer.getInteger("winnow.leaders", 3);
    private static final int PER_LEADER = 2_000;
    private static final int KEYS = 5;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String TOPIC = "violations";
    private static final String DEAD = "dead";

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void leadersThatAreKilledInMidFlightCostNoEventAndNoOrder() throws Exception {
        int count = LEADERS * PER_LEADER;
        List<String> ids = new ArrayList<>();
        try (BrokerCluster cluster = BrokerCluster.start()) {
            cluster.createTopic(TOPIC, 1);
            try (Publisher publisher = publisher(settings(cluster.bootstrapServers(), true, Map.of()), count)) {
                publisher.start();
                for (int leader = 0; leader < LEADERS; leader++) {
                    int from = leader * PER_LEADER;
                    IntStream.range(from, from + PER_LEADER).forEach(i -> publisher.publish(Samples.event("key-" + i % KEYS, i), i));
                    await().atMost(LIMIT).until(() -> publisher.collect(event -> ids.add(event.id())) > 0);
                    EmbeddedBroker killed = cluster.killLeader(TOPIC);
                    assertThat(publisher.awaitConfirmed(LIMIT)).as("kill %d", leader).isTrue();
                    publisher.collect(event -> ids.add(event.id()));
                    cluster.revive(killed, TOPIC);
                }
            }
            List<ConsumerRecord<String, byte[]>> messages = KafkaTopic.records(cluster.bootstrapServers(), TOPIC, count);
            Map<String, Integer> newest = new HashMap<>();
            Set<Integer> numbers = new HashSet<>();
            for (ConsumerRecord<String, byte[]> message : messages) {
                int number = json.readTree(message.value()).path("number").asInt();
                if (numbers.add(number)) {
                    assertThat(number).as("after %s of %s", newest.get(message.key()), message.key()).isGreaterThan(newest.getOrDefault(message.key(), -1));
                    newest.put(message.key(), number);
                }
            }
            assertThat(numbers).hasSize(count);
            System.out.printf("%d leaders killed, %d events, %d messages%n", LEADERS, count, messages.size());
        }
        assertThat(ids).hasSize(count).doesNotHaveDuplicates();
    }

    @Test
    void whatIsTooLargeGoesToTheDeadLettersAndHoldsNothingUp() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            create(broker, TOPIC, Map.of("max.message.bytes", "20000"));
            for (String most : List.of("1048576", "100000")) { // the broker refuses it; the client itself does
                String topic = most.equals("1048576") ? TOPIC : "client";
                try (Publisher publisher = publisher(settings(broker.bootstrapServers(), topic, true, Map.of("max.request.size", most)), 100)) {
                    publisher.start();
                    for (int i = 0; i < 10; i++) {
                        publisher.publish(i == 4 ? large(i, topic.equals(TOPIC) ? 50_000 : 500_000) : Samples.event("key", i), i);
                    }
                    assertThat(publisher.awaitConfirmed(LIMIT)).as("%s", publisher.lastError()).isTrue();
                    assertThat(publisher.collect(event -> {})).isEqualTo(10);
                    assertThat(publisher.discarded()).isZero();
                }
                List<Integer> numbers = new ArrayList<>();
                for (ConsumerRecord<String, byte[]> message : KafkaTopic.records(broker.bootstrapServers(), topic, 9)) {
                    numbers.add(json.readTree(message.value()).path("number").asInt());
                }
                assertThat(numbers).containsExactly(0, 1, 2, 3, 5, 6, 7, 8, 9);
            }
            List<ConsumerRecord<String, byte[]>> letters = KafkaTopic.records(broker.bootstrapServers(), DEAD, 2);
            assertThat(letters).hasSize(2);
            JsonNode letter = json.readTree(letters.get(0).value());
            assertThat(letter.path("id").asText()).isEqualTo("id-4");
            assertThat(letter.path("reason").asText()).contains("larger than");
            assertThat(letters.get(0).key()).isEqualTo("key");
            assertThat(new String(letters.get(0).headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8)).isEqualTo("io.winnow.deadletter.v1");
        }
    }

    @Test
    void aTopicThatIsMissingIsMadeIfThatIsWantedAndOtherwiseNamedUntilItIsThere() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start("auto.create.topics.enable=false\n")) {
            try (Publisher publisher = publisher(settings(broker.bootstrapServers(), "made", true, Map.of()), 10)) {
                publisher.start();
                publisher.publish(Samples.event("key", 1), 1);
                assertThat(publisher.awaitConfirmed(LIMIT)).as("%s", publisher.lastError()).isTrue();
            }
            assertThat(KafkaTopic.records(broker.bootstrapServers(), "made", 1)).hasSize(1);
            try (Publisher publisher = publisher(settings(broker.bootstrapServers(), "later", false, Map.of()), 10)) {
                publisher.start();
                publisher.publish(Samples.event("key", 1), 1);
                await().atMost(LIMIT).untilAsserted(() -> assertThat(publisher.lastError())
                        .hasValueSatisfying(reason -> assertThat(reason).contains("topic later does not exist", "createTopics")));
                assertThat(publisher.failingSince()).hasValueSatisfying(since -> assertThat(since).isBefore(Instant.now().plusSeconds(1)));
                create(broker, "later", Map.of());
                assertThat(publisher.awaitConfirmed(LIMIT)).as("%s", publisher.lastError()).isTrue();
                await().atMost(LIMIT).until(publisher::reachable);
            }
        }
    }

    private static PublishedEvent large(int number, int bytes) {
        byte[] data = ("{\"number\":" + number + ",\"padding\":\"" + "x".repeat(bytes) + "\"}").getBytes(StandardCharsets.UTF_8);
        return new PublishedEvent(EventStream.VIOLATIONS, "id-" + number, URI.create("/winnow/test/node"), "subject", Samples.TIME, "key", data);
    }

    private static Publisher publisher(KafkaSettings settings, int capacity) {
        return new Publisher(new KafkaSink(settings), capacity, Duration.ofMillis(200), Duration.ofSeconds(10));
    }

    private static KafkaSettings settings(String servers, boolean create, Map<String, String> properties) {
        return settings(servers, TOPIC, create, properties);
    }

    private static KafkaSettings settings(String servers, String topic, boolean create, Map<String, String> properties) {
        Map<EventStream, String> topics = new HashMap<>();
        for (EventStream stream : EventStream.values()) {
            topics.put(stream, stream == EventStream.DEADLETTERS ? DEAD : topic);
        }
        return new KafkaSettings(servers, topics, Duration.ofSeconds(5), create, KafkaSecurity.NONE, properties);
    }

    private static void create(EmbeddedBroker broker, String topic, Map<String, String> settings) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(settings))).all().get(30, TimeUnit.SECONDS);
        }
    }
}
