// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.api.LabelSelector;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.RandomBaselines;
import io.winnow.analyzer.learn.LearningRules;
import io.winnow.analyzer.publish.EventStream;
import io.winnow.analyzer.publish.PublishedEvent;
import io.winnow.analyzer.publish.SharedEvents;
import io.winnow.analyzer.workload.WorkloadId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Nodes with topics of their own: each speaks for itself only. */
class NodeTopicRelayTest {

    private static final WorkloadId WEB = new WorkloadId("shop/deployment/web/nginx", "sha256:0123");
    private static final String OBSERVATIONS = EventStream.OBSERVATIONS.name();

    private final RefusedReports refused = new RefusedReports();
    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private boolean large;
    private final MockProducer<String, byte[]> producer = new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> message) {
            return large && message.topic().equals(OBSERVATIONS) ? CompletableFuture.failedFuture(new RecordTooLargeException("larger than it takes")) : super.send(message);
        }
    };
    private final NodeTopicRelay relay = new NodeTopicRelay(
            new HubSettings(HubDriver.CLUSTER, HubDriver.kafka(), Path.of("none"), 1, 0, Duration.ofSeconds(1), 16 << 20, LearningRules.DEFAULT, LabelSelector.ALL, 0, true),
            consumer, producer, refused);

    @Test
    void whatNodesReportByTheirTopicsIsCarriedAsItIs() {
        RandomBaselines random = new RandomBaselines(31);
        Map<String, byte[]> reports = new HashMap<>();
        for (int node = 1; node <= 20; node++) {
            PublishedEvent event = report("node-" + node, "node-" + node, random.next());
            reports.put(new String(event.data(), StandardCharsets.UTF_8), event.data());
        }
        relay.carry(consumer.poll(Duration.ZERO));
        assertThat(producer.history()).hasSize(20).allSatisfy(carried -> {
            assertThat(carried.topic()).isEqualTo(OBSERVATIONS);
            assertThat(carried.partition()).as("the key says which").isNull();
            assertThat(carried.key()).isEqualTo(SharedEvents.key(HubDriver.CLUSTER, WEB));
            assertThat(reports.remove(new String(carried.value(), StandardCharsets.UTF_8))).isNotNull();
        });
        assertThat(reports).isEmpty();
        assertThat(refused.byReason()).isEqualTo(Map.of("node", 0L, "unreadable", 0L));
    }

    @Test
    void aReportInTheNameOfAnotherNodeIsRefusedAndCounted() throws IOException {
        report("node-1", "node-1", new RandomBaselines(3).next());
        report("node-1", "node-2", new RandomBaselines(5).next());
        report("node-2.evil", "node-2", new RandomBaselines(6).next());
        report("node-1", "key", new byte[] {'{'});
        relay.carry(consumer.poll(Duration.ZERO));

        assertThat(producer.history()).filteredOn(message -> message.topic().equals(OBSERVATIONS)).hasSize(1);
        assertThat(refused.byReason()).isEqualTo(Map.of("node", 2L, "unreadable", 1L));
        assertThat(reasons()).hasSize(3)
                .contains("OBSERVATIONS.node-1-0 offset 1: it names node node-2, and came by the topic of node node-1",
                        "OBSERVATIONS.node-2.evil-0 offset 0: it names node node-2, and came by the topic of node node-2.evil")
                .anyMatch(reason -> reason.startsWith("OBSERVATIONS.node-1-0 offset 2: "));
    }

    @Test
    void aReportThatIsTooLargeForTheTopicOfAllHoldsNothingUp() throws IOException {
        large = true;
        report("node-1", "node-1", new RandomBaselines(3).next());
        relay.carry(consumer.poll(Duration.ZERO));
        assertThat(reasons()).containsExactly("OBSERVATIONS.node-1-0 offset 0: larger than it takes");
        assertThat(committed("node-1")).isEqualTo(1);
    }

    @Test
    void whatWasNotCarriedIsReadAgain() {
        report("node-1", "node-1", new RandomBaselines(3).next());
        relay.carry(consumer.poll(Duration.ZERO));
        producer.sendException = new TopicAuthorizationException(OBSERVATIONS);
        report("node-1", "node-1", new RandomBaselines(4).next());
        assertThatThrownBy(() -> relay.carry(consumer.poll(Duration.ZERO))).isInstanceOf(TopicAuthorizationException.class);
        assertThat(committed("node-1")).isEqualTo(1);
    }

    @Test
    void whatNodesOfAnotherClusterReportIsLeftToItsHubs() {
        PublishedEvent event = new SharedEvents("other").observations("node-1", WEB, new RandomBaselines(3).next(), HubDriver.NOW).get(0);
        report("node-1", event.key(), event.data());
        relay.carry(consumer.poll(Duration.ZERO));
        assertThat(producer.history()).isEmpty();
        assertThat(committed("node-1")).isEqualTo(1);
    }

    private long committed(String node) {
        TopicPartition own = own(node);
        return consumer.committed(Set.of(own)).get(own).offset();
    }

    private List<String> reasons() throws IOException {
        List<String> reasons = new ArrayList<>();
        for (ProducerRecord<String, byte[]> message : producer.history()) {
            if (message.topic().equals(EventStream.DEADLETTERS.name())) {
                reasons.add(new ObjectMapper().readTree(message.value()).path("reason").asText());
            }
        }
        return reasons;
    }

    private PublishedEvent report(String topic, String node, Baseline seen) {
        PublishedEvent event = new SharedEvents(HubDriver.CLUSTER).observations(node, WEB, seen, HubDriver.NOW).get(0);
        report(topic, event.key(), event.data());
        return event;
    }

    private void report(String node, String key, byte[] value) {
        TopicPartition own = own(node);
        if (next.putIfAbsent(own, 0L) == null) {
            consumer.assign(next.keySet());
            consumer.updateBeginningOffsets(Map.of(own, 0L));
        }
        consumer.addRecord(new ConsumerRecord<>(own.topic(), own.partition(), next.merge(own, 1L, Long::sum) - 1, key, value));
    }

    private static TopicPartition own(String node) {
        return new TopicPartition(OBSERVATIONS + "." + node, 0);
    }
}
