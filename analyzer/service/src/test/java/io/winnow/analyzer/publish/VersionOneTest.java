// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.RandomBaselines;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.finding.Finding;
import io.winnow.analyzer.learn.Reporters;
import io.winnow.analyzer.store.Shared;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.TolerantJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The documents and schemas of version 1 as consumers got them first, in {@code v1} beside the test: they stay as they are. If a test here fails, it is the change
 * that breaks consumers, and needs another {@code ce_type}.
 */
class VersionOneTest {

    private static final String TODAY = "";
    private static final String FIRST = "v1/";
    private static final WorkloadId ID = new WorkloadId("shop/deployment/web/nginx", "sha256:0123456789abcdef");

    private final ObjectMapper json = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"finding", "violation", "observation", "baseline", "cluster", "decision", "deadletter"})
    void theSchemaOfTodayTakesDocumentsOfTheFirst(String name) throws IOException {
        assertThat(first(name)).isNotEmpty().allSatisfy(document -> assertThat(schema(TODAY, name).validate(document)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"finding", "violation", "observation", "baseline", "cluster", "decision", "deadletter"})
    void theFirstSchemaTakesDocumentsOfToday(String name) throws IOException {
        assertThat(today(name)).isNotEmpty().allSatisfy(document -> assertThat(schema(FIRST, name).validate(document)).isEmpty());
    }

    /** Properties may come, and never go or change. */
    @ParameterizedTest
    @ValueSource(strings = {"finding", "violation", "deadletter"})
    void aDocumentOfTodayHasWhatReadersOfTheFirstFoundInIt(String name) throws IOException {
        List<JsonNode> today = today(name);
        assertThat(first(name)).allSatisfy(first ->
                assertThat(today).filteredOn(document -> document.path("kind").equals(first.path("kind"))).anySatisfy(document -> assertCovers(first, document, "")));
    }

    private static void assertCovers(JsonNode first, JsonNode today, String path) {
        assertThat(today.getNodeType()).as(path).isEqualTo(first.getNodeType());
        first.properties().forEach(property -> {
            assertThat(today.has(property.getKey())).as(path + "/" + property.getKey()).isTrue();
            assertCovers(property.getValue(), today.get(property.getKey()), path + "/" + property.getKey());
        });
        for (int i = 0; first.isArray() && i < Math.min(first.size(), today.size()); i++) {
            assertCovers(first.get(i), today.get(i), path + "/" + i);
        }
    }

    @Test
    void theReaderOfTodayReadsAllOfAFindingOfTheFirst() throws IOException {
        for (JsonNode first : first("finding")) {
            FindingDocument read = TolerantJson.TOLERANT.readValue(json.writeValueAsBytes(first), FindingDocument.class);
            assertCovers(first, json.readTree(new DocumentMapper().write(read)), "");
            assertThat(FindingText.line(read)).contains(first.path("id").asText(), first.path("title").asText());
            assertThat(OcsfFinding.of(read)).containsEntry("class_uid", 2004);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"observation", "baseline", "cluster", "decision"})
    void theReaderOfTodayReadsWhatHostsReportedFirst(String name) throws IOException {
        for (JsonNode first : first(name)) {
            Shared read = Shared.read(json.writeValueAsBytes(first));
            assertThat(read.node()).isEqualTo(first.path("node").asText());
            assertThat(read.baseline().items().keySet()).hasSameSizeAs(first.at("/baseline/items"));
            assertThat(read.decisions()).hasSameSizeAs(first.path("decisions"));
        }
    }

    private List<JsonNode> first(String name) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        try (InputStream in = resource(FIRST + name + ".jsonl")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                documents.add(json.readTree(line));
            }
        }
        return documents;
    }

    private List<JsonNode> today(String name) throws IOException {
        Workload workload = new Workload(ID, BaselineState.FROZEN, new RandomBaselines(16).next(), Baseline.EMPTY, 5_000,
                List.of(new Decision(1_000, Decision.Action.FREEZE, "uid 0", 7, "forced: windows")));
        SharedEvents shared = new SharedEvents("prod");
        List<PublishedEvent> events = switch (name) {
            case "finding" -> findings().map(new FindingEvents("prod")::event).toList();
            case "violation" -> ViolationEventsTest.oneOfEachKind().stream().map(new ViolationEvents("prod")::event).toList();
            case "observation" -> shared.observations("node-1", ID, workload.baseline(), Samples.TIME);
            case "baseline" -> shared.baseline("node-1", workload, Samples.TIME);
            case "cluster" -> shared.joined(workload, RuntimeCallSets.EMPTY, Reporters.NONE.sole(), Samples.TIME);
            case "decision" -> shared.decided(workload, RuntimeCallSets.EMPTY, Samples.TIME);
            case "deadletter" -> List.of(DeadLetter.of(new ViolationEvents("prod").event(ViolationEventsTest.oneOfEachKind().get(0)), "too large"));
            default -> throw new IllegalArgumentException(name);
        };
        List<JsonNode> documents = new ArrayList<>();
        for (PublishedEvent event : events) {
            documents.add(json.readTree(event.data()));
        }
        return documents;
    }

    private static Stream<Finding> findings() {
        return Stream.of(FindingSamples.session(), FindingSamples.loss(), FindingSamples.harmless(), FindingSamples.refused("setns"));
    }

    private static JsonSchema schema(String version, String name) {
        String workload = version.equals(FIRST) ? "classpath:io/winnow/analyzer/publish/v1/workload.schema.json" : "classpath:io/winnow/analyzer/store/workload.schema.json";
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012, builder -> builder.schemaMappers(mappers ->
                mappers.mappings(iri -> iri.equals("urn:winnow:workload:v1") ? workload : iri)));
        return factory.getSchema(resource(version + name + ".schema.json"));
    }

    private static InputStream resource(String name) {
        InputStream in = VersionOneTest.class.getResourceAsStream(name);
        assertThat(in).as(name).isNotNull();
        return in;
    }
}
