// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Growth;
import io.winnow.analyzer.baseline.LearnedFilter;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.Provenance;
import io.winnow.analyzer.baseline.RandomBaselines;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.RuntimeCalls;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Reporters;
import io.winnow.analyzer.store.Shared;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedEventsTest {

    private static final String NODE = "node-1";
    private static final WorkloadId ID = new WorkloadId("shop/deployment/web/nginx", "sha256:0123456789abcdef");
    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");
    private static final List<Decision> DECISIONS = List.of(
            new Decision(1_000, Decision.Action.FREEZE, "uid 0", 7, "forced: windows"), new Decision(2_000, Decision.Action.ACCEPT, "uid 0", 1, "\u001b[31m\"\n</script>"),
            new Decision(3_000, Decision.Action.REJECT, "uid 0", 1, "chosen: unshare"));
    private static final RuntimeCallSets CALLS = RuntimeCallSets.EMPTY.with(
            new RuntimeCallsKey(new RuntimeIdentity("runc", "1.1"), RuntimeCallsKind.PRIVILEGED), new RuntimeCalls(new TreeSet<>(Set.of(59, 105)), 1_000, 2_000));
    private static final int CASES = 200;

    private final ObjectMapper json = new ObjectMapper();
    private final SharedEvents events = new SharedEvents("prod");

    private static JsonSchema schema(String kind) {
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012, builder -> builder.schemaMappers(mappers ->
                mappers.mappings(iri -> iri.equals("urn:winnow:workload:v1") ? "classpath:io/winnow/analyzer/store/workload.schema.json" : iri)));
        return factory.getSchema(SharedEventsTest.class.getResourceAsStream(kind + ".schema.json"));
    }

    @Test
    void whatIsReportedOfAHistoryFitsTheSchemaAndJoinsToTheBaselineInAnyOrder() throws IOException {
        RandomBaselines random = new RandomBaselines(16);
        JsonSchema schema = schema("observation");
        for (int i = 0; i < CASES; i++) {
            Baseline now = Baseline.EMPTY;
            Baseline joined = Baseline.EMPTY;
            List<PublishedEvent> reported = new ArrayList<>();
            for (int step = 0; step < 4; step++) {
                Baseline later = now.join(random.next());
                reported.addAll(0, events.observations(NODE, ID, Growth.between(now, later), NOW));
                now = later;
            }
            for (PublishedEvent event : reported) {
                assertThat(schema.validate(json.readTree(event.data()))).isEmpty();
                assertPlain(event);
                Shared shared = Shared.read(event.data());
                assertThat(shared.node()).isEqualTo(NODE);
                assertThat(shared.workload()).isEqualTo(ID);
                joined = joined.join(shared.baseline());
            }
            assertThat(joined).as("case %d", i).isEqualTo(now);
        }
    }

    @Test
    void aBaselineAndItsDecisionsFitTheirSchemasAndAreReadAsTheyWere() throws IOException {
        RandomBaselines random = new RandomBaselines(17);
        JsonSchema ofBaselines = schema("baseline");
        JsonSchema ofClusters = schema("cluster");
        for (int i = 0; i < CASES; i++) {
            Workload workload = new Workload(ID, BaselineState.FROZEN, random.next(), random.next(), 5_000, DECISIONS);
            PublishedEvent baseline = events.baseline(NODE, workload, NOW).get(0);
            PublishedEvent joined = events.joined(workload, CALLS, Reporters.NONE.sole(), NOW).get(0);
            assertThat(ofBaselines.validate(json.readTree(baseline.data()))).isEmpty();
            assertThat(ofClusters.validate(json.readTree(joined.data()))).isEmpty();
            assertPlain(baseline);
            assertPlain(joined);
            assertThat(Shared.whole(List.of(Shared.read(baseline.data())))).isEqualTo(workload).isEqualTo(Shared.whole(List.of(Shared.read(joined.data()))));
        }
    }

    @Test
    void whatIsDecidedHasTheFrozenBaselineWithoutReplicasAndNothingOfOneThatLearns() throws IOException {
        RandomBaselines random = new RandomBaselines(18);
        JsonSchema schema = schema("decision");
        for (int i = 0; i < CASES; i++) {
            Workload frozen = new Workload(ID, BaselineState.FROZEN, random.next(), random.next(), 5_000, DECISIONS);
            Workload learning = new Workload(ID, BaselineState.STABLE, random.next(), Baseline.EMPTY, 0, DECISIONS);
            for (Workload workload : List.of(frozen, learning)) {
                PublishedEvent event = events.decided(workload, CALLS, NOW).get(0);
                assertThat(schema.validate(json.readTree(event.data()))).isEmpty();
                assertPlain(event);
                Workload read = Shared.whole(List.of(Shared.read(event.data())));
                assertThat(read.decisions()).isEqualTo(DECISIONS);
                assertThat(read.frozenAt()).isEqualTo(workload.frozenAt());
                assertThat(read.baseline().items()).isEqualTo(workload.frozen() ? workload.baseline().items() : Baseline.EMPTY.items());
                assertThat(read.baseline().replicas()).isEmpty();
                assertThat(read.rejections()).isEqualTo(workload.rejections());
                assertThat(read.pending().items()).isEmpty();
                assertThat(read.runtimes()).isEqualTo(workload.frozen() ? workload.runtimes() : Set.of());
                assertThat(Shared.read(event.data()).runtimeCalls()).isEqualTo(CALLS);
            }
        }
    }

    @Test
    void whatRuntimesDoIsReportedWithTheWorkload() throws IOException {
        PublishedEvent event = events.runtimeCalls(NODE, ID, CALLS, NOW);
        assertThat(schema("observation").validate(json.readTree(event.data()))).isEmpty();
        assertPlain(event);
        assertThat(event.key()).isEqualTo(events.key(ID));
        assertThat(Shared.read(event.data()).runtimeCalls()).isEqualTo(CALLS);
        assertThat(Shared.read(event.data()).baseline()).isEqualTo(Baseline.EMPTY);
    }

    private static void assertPlain(PublishedEvent event) {
        assertThat(new String(event.data(), StandardCharsets.UTF_8)).matches("[\\x20-\\x7e]*").doesNotContain("<");
        assertThat(event.key()).matches("[!-~]*");
    }

    @Test
    void noDocumentOfAMonstrousBaselineIsTooLargeForABrokerAndTheyJoinToIt() throws IOException {
        Baseline monster = monster();
        Workload workload = new Workload(ID, BaselineState.FROZEN, monster, monster, 5_000, DECISIONS);
        List<PublishedEvent> reported = new ArrayList<>(events.observations(NODE, ID, monster, NOW));
        List<PublishedEvent> baseline = events.baseline(NODE, workload, NOW);
        assertThat(reported.size()).isGreaterThan(5);
        assertJoin(reported, monster, Baseline.EMPTY);
        assertJoin(baseline, monster, monster);
        reported.addAll(baseline);
        assertThat(reported).allSatisfy(event -> assertThat(event.data().length).isLessThanOrEqualTo(SharedEvents.MAX_DOCUMENT));
        Set<String> keys = new HashSet<>();
        baseline.forEach(event -> keys.add(event.key()));
        assertThat(keys).as("each part has a place of its own").hasSameSizeAs(baseline);
        JsonNode last = json.readTree(baseline.get(baseline.size() - 1).data());
        assertThat(last.path("part").asInt()).isEqualTo(baseline.size() - 1);
        assertThat(last.path("parts").asInt()).isEqualTo(baseline.size());
    }

    private static void assertJoin(List<PublishedEvent> events, Baseline baseline, Baseline pending) {
        Baseline joined = Baseline.EMPTY;
        Baseline held = Baseline.EMPTY;
        for (PublishedEvent event : events) {
            joined = joined.join(Shared.read(event.data()).baseline());
            held = held.join(Shared.read(event.data()).pending());
        }
        assertThat(joined.equals(baseline)).isTrue();
        assertThat(held.equals(pending)).isTrue();
    }

    /** As much as a baseline holds: items of a kind, replicas that did them all, and the largest filters. */
    private static Baseline monster() {
        BaselineBuilder builder = new BaselineBuilder();
        Set<Item> seen = new HashSet<>();
        for (int i = 0; i < Baseline.MAX_ITEMS; i++) {
            Item item = new Item(ItemKind.EXECUTABLE, Abi.X86_64, Stage.SERVE, 0, 16, Long.MAX_VALUE - i);
            seen.add(item);
            builder.see(item, new Observations(1_000, 2_000, i, 0, Optional.of(new Provenance(1_000, "abc.1", "/usr/bin/" + "\u00e4".repeat(200), "\u00e4".repeat(15), 1, 1))));
        }
        for (int replica = 0; replica < Baseline.MAX_REPLICAS; replica++) {
            builder.replica("replica-" + replica, one -> one.withWindow(1, seen));
        }
        for (int i = 0; i < Baseline.MAX_FILTERS; i++) {
            builder.underFilter(LearnedFilter.of("{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"defaultErrnoRet\":" + i + "}" + "\n".repeat(65_000)));
        }
        return builder.build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"observation", "baseline", "cluster", "decision"})
    void theExampleFitsTheSchemaAndLaterVersionsMayAddToIt(String kind) throws IOException {
        try (InputStream in = SharedEvents.class.getResourceAsStream(kind + ".example.json")) {
            ObjectNode example = (ObjectNode) json.readTree(in);
            Shared shared = Shared.read(json.writeValueAsBytes(example));
            assertThat(schema(kind).validate(example)).isEmpty();
            example.put("later", 1);
            example.withObject("/workload").put("later", 1);
            example.withObject("/baseline").put("later", 1);
            assertThat(schema(kind).validate(example)).isEmpty();
            assertThat(Shared.read(json.writeValueAsBytes(example))).isEqualTo(shared);
            assertThat(schema(kind).validate(example.without("node"))).isNotEmpty();
        }
    }

    @Test
    void growthIsKeyedByTheWorkloadAndWhatReplacesByTheNodeToo() {
        Workload workload = new Workload(ID, BaselineState.FROZEN, new RandomBaselines(1).next(), Baseline.EMPTY, 5_000, DECISIONS);
        PublishedEvent growth = events.observations("node/1?part=2", ID, workload.baseline(), NOW).get(0);
        assertThat(growth.key()).isEqualTo("prod/shop/deployment/web/nginx@sha256:0123456789abcdef").isEqualTo("prod/" + growth.subject());
        assertThat(growth.source()).hasToString("/winnow/prod/node%2F1%3Fpart=2");
        assertThat(events.baseline("node/1?part=2", workload, NOW).get(0).key()).isEqualTo(growth.key() + "?node=node%2F1%3Fpart=2&part=0");
        assertThat(events.decided(workload, CALLS, NOW).get(0).key()).isEqualTo(growth.key() + "?node=&part=0")
                .isEqualTo(events.joined(workload, CALLS, Reporters.NONE.sole(), NOW).get(0).key());
    }

    @Test
    void theSameDocumentHasTheSameIdAndWhatIsGoneHasNone() {
        Workload workload = new Workload(ID, BaselineState.FROZEN, new RandomBaselines(1).next(), Baseline.EMPTY, 5_000, DECISIONS);
        assertThat(events.baseline(NODE, workload, NOW).get(0).id()).isEqualTo(events.baseline(NODE, workload, NOW.plusSeconds(1)).get(0).id());
        assertThat(events.baseline(NODE, workload, NOW).get(0).id()).isNotEqualTo(events.baseline("node-2", workload, NOW).get(0).id());
        List<PublishedEvent> gone = events.withoutParts(EventStream.BASELINES, NODE, ID, 1, 3, NOW);
        assertThat(gone).extracting(event -> event.data().length).containsExactly(0, 0);
        assertThat(gone.get(0).key()).endsWith("&part=1");
    }
}
