// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.api.LabelSelector;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.RandomBaselines;
import io.winnow.analyzer.learn.LearningRules;
import io.winnow.analyzer.publish.EventStream;
import io.winnow.analyzer.publish.PublishedEvent;
import io.winnow.analyzer.workload.WorkloadId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with topics of their own: each speaks for itself only. */
class HubNodeTopicsTest {

    private static final WorkloadId WEB = new WorkloadId("shop/deployment/web/nginx", "sha256:0123");
    private static final int PARTITIONS = 6;

    @TempDir
    private Path state;

    @Test
    void whatNodesReportByTheirTopicsIsJoinedAlsoAtTheSameOffset() {
        try (HubDriver hub = HubDriver.ofNodeTopics(state)) {
            RandomBaselines random = new RandomBaselines(31);
            Baseline all = Baseline.EMPTY;
            for (int node = 1; node <= 20; node++) {
                Baseline seen = random.next();
                all = all.join(seen);
                report(hub, "node-" + node, "node-" + node, seen);
            }
            hub.published(1);
            assertThat(hub.view().find(WEB).orElseThrow().workload().baseline()).isEqualTo(all);
            assertThat(hub.deadLetters.isEmpty()).isTrue();
        }
    }

    @Test
    void aReportInTheNameOfAnotherNodeIsRefusedAndCounted() throws IOException {
        try (HubDriver hub = HubDriver.ofNodeTopics(state)) {
            Baseline seen = new RandomBaselines(3).next().join(new RandomBaselines(4).next());
            report(hub, "node-1", "node-1", seen);
            report(hub, "node-1", "node-2", new RandomBaselines(5).next());
            report(hub, "node-2.evil", "node-2", new RandomBaselines(6).next());
            hub.observationsOf("node-1").pipeInput("key", new byte[] {'{'});
            hub.published(1);

            assertThat(hub.view().find(WEB).orElseThrow().workload().baseline()).isEqualTo(seen);
            assertThat(hub.refused.byReason()).isEqualTo(Map.of("node", 2L, "partition", 0L, "unreadable", 1L));
            List<String> reasons = new ArrayList<>();
            for (TestRecord<String, byte[]> letter : hub.deadLetters.readRecordsToList()) {
                reasons.add(new ObjectMapper().readTree(letter.value()).path("reason").asText());
            }
            assertThat(reasons).hasSize(3);
            assertThat(reasons.get(0)).startsWith("OBSERVATIONS.node-1-0 offset ").endsWith(": it names node node-2, and came by the topic of node node-1");
            assertThat(reasons.get(1)).endsWith(": it names node node-2, and came by the topic of node node-2.evil");
        }
    }

    private static void report(HubDriver hub, String topic, String node, Baseline seen) {
        for (PublishedEvent event : hub.events.observations(node, WEB, seen, HubDriver.NOW)) {
            hub.observationsOf(topic).pipeInput(event.key(), event.data());
        }
    }

    /** A second hub would join it apart from all others, and publish that in the place of the whole. */
    @Test
    void aReportInAnotherPartitionThanItsKeyBelongsInIsRefused() {
        ReportCheck check = new ReportCheck(settings(), PARTITIONS);
        for (int i = 0; i < 1_000; i++) {
            String key = "prod/w" + i + "@sha256:0123";
            int right = BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), PARTITIONS);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                Optional<RefusedReports.Refusal> refusal = check.refusal(key, "node-1", place(partition));
                assertThat(refusal.isEmpty()).isEqualTo(partition == right);
                refusal.ifPresent(refused -> assertThat(refused.reason()).isEqualTo(RefusedReports.Reason.PARTITION));
            }
        }
    }

    private HubSettings settings() {
        Map<EventStream, String> topics = Stream.of(EventStream.values()).collect(Collectors.toMap(stream -> stream, EventStream::name));
        return new HubSettings(HubDriver.CLUSTER, HubDriver.kafka(topics), state, 1, 0, Duration.ofSeconds(1), 16 << 20, LearningRules.DEFAULT, LabelSelector.ALL, 0, true);
    }

    private static RecordMetadata place(int partition) {
        return new RecordMetadata() {
            @Override
            public String topic() {
                return "OBSERVATIONS.node-1";
            }

            @Override
            public int partition() {
                return partition;
            }

            @Override
            public long offset() {
                return 0;
            }
        };
    }
}
