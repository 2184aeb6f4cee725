// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.api.LabelSelector;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Growth;
import io.winnow.analyzer.baseline.RandomBaselines;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.LearningRules;
import io.winnow.analyzer.learn.Merge;
import io.winnow.analyzer.publish.PublishedEvent;
import io.winnow.analyzer.publish.SharedEvents;
import io.winnow.analyzer.store.Shared;
import io.winnow.analyzer.store.WorkloadFile;
import io.winnow.analyzer.workload.WorkloadId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What hubs join of what the nodes of a cluster report. */
class HubTopologyTest {

    private static final int HISTORIES = Integer.getInteger("winnow.histories", 1_000);
    private static final int MOST_NODES = 4;
    private static final int PUBLISHED_AFTER = 500;

    private final ObjectMapper json = new ObjectMapper();
    private HubDriver hub;

    @TempDir
    private Path state;

    @BeforeEach
    void start() {
        hub = new HubDriver(state, LearningRules.DEFAULT, LabelSelector.ALL);
    }

    @AfterEach
    void end() {
        hub.close();
    }

    @Test
    void whatIsJoinedOfRandomHistoriesInAnyOrderIsWhatMergeMakesOfTheNodesDocumentsBitForBit() {
        RandomBaselines random = new RandomBaselines(19);
        Random order = new Random(19);
        List<Message> reported = new ArrayList<>();
        Map<String, Workload> merged = new HashMap<>();
        for (int i = 0; i < HISTORIES; i++) {
            WorkloadId id = new WorkloadId("shop/deployment/w" + i + "/c", "sha256:0123");
            List<Workload> nodes = new ArrayList<>();
            for (int node = 1 + order.nextInt(MOST_NODES); node > 0; node--) {
                nodes.add(history(id, "node-" + node, random, order, reported));
            }
            merged.put(hub.events.key(id), Merge.of(nodes).workload());
        }
        Collections.shuffle(reported, order);
        for (Message message : reported) {
            hub.observations.pipeInput(message.key(), message.document());
            if (order.nextInt(PUBLISHED_AFTER) == 0) { // so that what came before and after is not joined together
                hub.published(1);
            }
        }
        hub.published(HISTORIES);

        Map<String, Workload> joined = newest();
        assertThat(joined.keySet()).isEqualTo(merged.keySet());
        merged.forEach((key, workload) -> assertThat(WorkloadFile.write(joined.get(key))).as(key).isEqualTo(WorkloadFile.write(workload)));
        assertThat(hub.deadLetters.isEmpty()).isTrue();
        System.out.printf("%d runs: %d reports joined to what merge makes of the nodes' documents%n", HISTORIES, reported.size());
    }

    private record Message(String key, byte[] document) {}

    /** What a node has at the end; what it reports on the way is added, some of it twice. */
    private Workload history(WorkloadId id, String node, RandomBaselines random, Random order, List<Message> reported) {
        Baseline now = Baseline.EMPTY;
        for (int step = 1 + order.nextInt(3); step > 0; step--) {
            Baseline later = now.join(random.next());
            Baseline sets = Growth.ofSets(now, later);
            for (Baseline growth : List.of(sets, Growth.between(now.join(sets), later))) {
                for (PublishedEvent event : hub.events.observations(node, id, growth, HubDriver.NOW)) {
                    Collections.nCopies(1 + order.nextInt(2), event).forEach(each -> reported.add(new Message(each.key(), each.data())));
                }
            }
            now = later;
        }
        return new Workload(id, BaselineState.LEARNING, now, Baseline.EMPTY, 0);
    }

    /** By key of the workload: the newest message of each part, joined. */
    private Map<String, Workload> newest() {
        Map<String, byte[]> parts = new HashMap<>();
        hub.baselines.readKeyValuesToList().forEach(message -> parts.put(message.key, message.value));
        Map<String, Workload> joined = new HashMap<>();
        parts.values().stream().filter(document -> document != null).map(Shared::read).forEach(shared -> joined.merge(
                hub.events.key(shared.workload()), new Workload(shared.workload(), BaselineState.LEARNING, shared.baseline(), Baseline.EMPTY, 0),
                (one, other) -> new Workload(one.id(), BaselineState.LEARNING, one.baseline().join(other.baseline()), Baseline.EMPTY, 0)));
        return joined;
    }

    @Test
    void whatIsNoReportGoesToTheDeadLettersWithItsPlaceAndHoldsNothingUp() throws IOException {
        WorkloadId id = new WorkloadId("shop/deployment/web/nginx", "sha256:0123");
        Baseline seen = Baseline.EMPTY.join(new RandomBaselines(3).next()).join(new RandomBaselines(4).next());
        PublishedEvent good = hub.events.observations("node-1", id, seen, HubDriver.NOW).get(0);
        hub.observations.pipeInput(hub.events.key(id), "{\"version\": 1, \"cluster\": \"</script>\u001b[31m".getBytes(StandardCharsets.UTF_8));
        hub.observations.pipeInput(new TestRecord<>(null, new byte[] {(byte) 0xff, 0}));
        hub.observations.pipeInput("prod/other@sha256:0123", good.data());
        hub.observations.pipeInput(hub.events.key(id), hub.events.observations(Shared.HUB, id, seen, HubDriver.NOW).get(0).data());
        hub.observations.pipeInput(hub.events.key(id), null);
        hub.observations.pipeInput(good.key(), good.data());
        hub.published(1);

        assertThat(newest().get(hub.events.key(id)).baseline()).isEqualTo(seen);
        List<TestRecord<String, byte[]>> letters = hub.deadLetters.readRecordsToList();
        assertThat(letters).hasSize(5);
        List<String> reasons = new ArrayList<>();
        for (TestRecord<String, byte[]> letter : letters) {
            assertThat(new String(letter.value(), StandardCharsets.UTF_8)).matches("[\\x20-\\x7e]*");
            assertThat(letter.headers().lastHeader("ce_type").value()).asString().isEqualTo("io.winnow.deadletter.v1");
            JsonNode document = json.readTree(letter.value());
            assertThat(document.path("type").asText()).isEqualTo("io.winnow.observation.v1");
            reasons.add(document.path("reason").asText());
        }
        assertThat(reasons.get(0)).startsWith("OBSERVATIONS-0 offset 0: ");
        assertThat(reasons.get(2)).isEqualTo("OBSERVATIONS-0 offset 2: its key is prod/other@sha256:0123, and it is about " + hub.events.key(id));
        assertThat(reasons.get(3)).endsWith("it names no node");
        assertThat(reasons.get(4)).endsWith("it is empty");
    }

    @Test
    void documentsOfAnotherClusterAreNotJoined() {
        WorkloadId id = new WorkloadId("web", "");
        PublishedEvent other = new SharedEvents("staging").observations("node-1", id, new RandomBaselines(3).next(), HubDriver.NOW).get(0);
        hub.observations.pipeInput(other.key(), other.data());
        hub.published(1);
        assertThat(hub.baselines.isEmpty()).isTrue();
        assertThat(hub.deadLetters.isEmpty()).isTrue();
    }

    @Test
    void aWorkloadIsPublishedAgainOnlyIfItHasChanged() {
        WorkloadId id = new WorkloadId("web", "");
        PublishedEvent report = hub.events.observations("node-1", id, Baseline.EMPTY.join(new RandomBaselines(3).next()), HubDriver.NOW).get(0);
        hub.observations.pipeInput(report.key(), report.data());
        hub.published(1);
        assertThat(hub.baselines.readKeyValuesToList()).extracting(message -> message.key).containsExactly(hub.events.key(id) + "?node=&part=0");
        hub.observations.pipeInput(report.key(), report.data());
        hub.published(1);
        assertThat(hub.baselines.isEmpty()).isTrue();
    }
}
