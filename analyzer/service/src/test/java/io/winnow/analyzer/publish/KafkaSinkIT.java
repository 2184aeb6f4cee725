// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.winnow.analyzer.violation.ViolationKind;
import io.winnow.testbed.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a real broker. */
class KafkaSinkIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int PARTITIONS = 4;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void deliversInBinaryModeWithKeyTimeAndDocument() throws Exception {
        broker.createTopic("binary", PARTITIONS);
        try (Publisher publisher = publisher(broker.bootstrapServers(), "binary", 100)) {
            publisher.start();
            publisher.publish(Samples.event("prod/shop/web/web-1", 7), 1);
            assertThat(publisher.awaitConfirmed(LIMIT)).isTrue();
        }
        ConsumerRecord<String, byte[]> message = KafkaTopic.records(broker.bootstrapServers(), "binary", 1).get(0);
        assertThat(message.key()).isEqualTo("prod/shop/web/web-1");
        assertThat(message.timestamp()).isEqualTo(Samples.TIME.toEpochMilli());
        assertThat(new String(message.value(), StandardCharsets.UTF_8)).isEqualTo("{\"number\":7}");
        assertThat(header(message, "ce_id")).isEqualTo("id-7");
        assertThat(header(message, "ce_type")).isEqualTo("io.winnow.violation.v1");
        assertThat(header(message, "ce_specversion")).isEqualTo("1.0");
        assertThat(header(message, "content-type")).isEqualTo("application/json");
    }

    @Test
    void theKeyEndsInTheSubjectAndNoBatchIsCompressedSoThatEveryClientReadsIt() throws Exception {
        broker.createTopic("plain", PARTITIONS);
        PublishedEvent event = new ViolationEvents("prod").event(Samples.violation(ViolationKind.SYSCALL, Samples.UNSHARE));
        try (Publisher publisher = publisher(broker.bootstrapServers(), "plain", 100)) {
            publisher.start();
            publisher.publish(event, 1);
            assertThat(publisher.awaitConfirmed(LIMIT)).isTrue();
        }
        ConsumerRecord<String, byte[]> message = KafkaTopic.records(broker.bootstrapServers(), "plain", 1).get(0);
        assertThat(message.key()).isEqualTo("prod/" + header(message, "ce_subject"));
        assertThat(broker.codecs("plain")).containsExactly(0);
    }

    @Test
    void keepsTheOrderOfEachKey() throws Exception {
        broker.createTopic("ordered", PARTITIONS);
        int keys = 7;
        int count = 5_000;
        try (Publisher publisher = publisher(broker.bootstrapServers(), "ordered", count)) {
            publisher.start();
            IntStream.range(0, count).forEach(i -> publisher.publish(Samples.event("key-" + i % keys, i), i));
            assertThat(publisher.awaitConfirmed(LIMIT)).isTrue();
        }
        assertInOrder(KafkaTopic.records(broker.bootstrapServers(), "ordered", count), keys);
    }

    @Test
    void aBrokerThatIsKilledAndComesBackGetsEveryEventAtLeastOnceAndInOrder() throws Exception {
        broker.createTopic("killed", PARTITIONS);
        int keys = 5;
        int rounds = 3;
        int perRound = 2_000;
        Map<Integer, Boolean> confirmed = new LinkedHashMap<>();
        try (Publisher publisher = publisher(broker.bootstrapServers(), "killed", rounds * perRound)) {
            publisher.start();
            for (int round = 0; round < rounds; round++) {
                int from = round * perRound;
                IntStream.range(from, from + perRound).forEach(i -> publisher.publish(Samples.event("key-" + i % keys, i), i));
                await().atMost(LIMIT).until(() -> publisher.collect(event -> confirmed.put(number(event.id()), true)) > 0);
                broker.kill();
                broker.restart();
            }
            assertThat(publisher.awaitConfirmed(LIMIT)).isTrue();
            publisher.collect(event -> confirmed.put(number(event.id()), true));
        }
        assertThat(confirmed.keySet()).hasSize(rounds * perRound);
        List<ConsumerRecord<String, byte[]>> messages = KafkaTopic.records(broker.bootstrapServers(), "killed", rounds * perRound);
        TreeSet<Integer> distinct = messages.stream().map(message -> number(header(message, "ce_id"))).collect(Collectors.toCollection(TreeSet::new));
        assertThat(distinct).hasSize(rounds * perRound).first().isEqualTo(0);
        assertThat(distinct.last()).isEqualTo(rounds * perRound - 1);
        assertInOrder(firstOfEachId(messages), keys);
    }

    @Test
    void aRehearsalReachesNoBrokerAndNeedsNone() {
        try (KafkaSink sink = new KafkaSink(settings("127.0.0.1:1", "nowhere"))) {
            assertThatCode(() -> sink.rehearse(List.of(Samples.event("key", 1), Samples.event("key", 2)))).doesNotThrowAnyException();
        }
    }

    @Test
    void anUnreachableBrokerIsNamedAndCostsNoEvent() throws Exception {
        try (Publisher publisher = publisher("127.0.0.1:1", "nowhere", 10)) {
            publisher.start();
            publisher.publish(Samples.event("key", 1), 5);
            await().atMost(LIMIT).untilAsserted(() -> assertThat(publisher.lastError())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("127.0.0.1:1").contains("bootstrapServers")));
            assertThat(publisher.lowestUnconfirmed()).hasValue(5);
        }
    }

    @Test
    void aHostNameThatDoesNotResolveIsLastErrorAndNotTheEnd() {
        try (KafkaSink sink = new KafkaSink(settings("no-such-host.invalid:9092", "nowhere"))) {
            assertThatThrownBy(sink::open).isInstanceOf(SinkException.class).hasMessageContaining("no-such-host.invalid:9092");
        }
    }

    private static Publisher publisher(String servers, String topic, int capacity) {
        return new Publisher(new KafkaSink(settings(servers, topic)), capacity, Duration.ofMillis(200), Duration.ofSeconds(10));
    }

    private static KafkaSettings settings(String servers, String topic) {
        Map<EventStream, String> topics = new HashMap<>();
        for (EventStream stream : EventStream.values()) {
            topics.put(stream, topic);
        }
        return new KafkaSettings(servers, topics, Duration.ofSeconds(2), true, KafkaSecurity.NONE, Map.of());
    }

    private static List<ConsumerRecord<String, byte[]>> firstOfEachId(List<ConsumerRecord<String, byte[]>> messages) {
        Map<String, ConsumerRecord<String, byte[]>> first = new LinkedHashMap<>();
        messages.forEach(message -> first.putIfAbsent(header(message, "ce_id"), message));
        return List.copyOf(first.values());
    }

    private static void assertInOrder(List<ConsumerRecord<String, byte[]>> messages, int keys) {
        Map<String, List<Integer>> byKey = messages.stream().collect(Collectors.groupingBy(ConsumerRecord::key, LinkedHashMap::new,
                Collectors.mapping(message -> number(header(message, "ce_id")), Collectors.toList())));
        assertThat(byKey).hasSize(keys);
        assertThat(byKey.values()).allSatisfy(numbers -> assertThat(numbers).isSorted());
    }

    private static int number(String id) {
        return Integer.parseInt(id.substring("id-".length()));
    }

    private static String header(ConsumerRecord<String, byte[]> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
