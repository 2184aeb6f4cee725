// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.analyzer.finding.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FindingEventsTest {

    /** Every broker takes as much by default. */
    private static final int LARGEST = 900_000;

    private final FindingEvents events = new FindingEvents("prod");
    private final EventSchema schema = new EventSchema("finding");

    static List<Finding> oneOfEachSort() {
        return List.of(FindingSamples.session(), FindingSamples.loss(), FindingSamples.harmless());
    }

    @ParameterizedTest
    @MethodSource("oneOfEachSort")
    void eachSortFitsTheSchema(Finding finding) {
        schema.assertFits(text(finding));
    }

    @Test
    void theExampleFitsTheSchemaAndIsWhatIsWrittenToday() throws IOException {
        String example = resource("finding.example.json");
        schema.assertFits(example);
        assertThat(new ObjectMapper().readTree(example)).isEqualTo(parsed(FindingSamples.session()));
    }

    @Test
    void aReaderThatHoldsToTheSchemaTakesFieldsOfLaterVersionsToo() throws IOException {
        ObjectNode document = (ObjectNode) parsed(FindingSamples.session());
        document.put("later", 1);
        document.withObject("/actor").put("later", 1);
        schema.assertFits(document.toString());
        schema.assertRefuses("{\"id\":\"f-0123456789abcdef\"}");
    }

    @Test
    void theDocumentSaysWhatHappenedWhyItIsBadAndWhatToDo() throws IOException {
        JsonNode document = parsed(FindingSamples.session());
        assertThat(document.at("/title").asText()).isEqualTo("A namespace was entered and a file system mounted");
        assertThat(document.at("/severity").asText()).isEqualTo("critical");
        assertThat(document.at("/state").asText()).isEqualTo("acknowledged");
        assertThat(document.at("/technique/id").asText()).isEqualTo("T1611");
        assertThat(document.at("/why").asText()).contains("the way to the host");
        assertThat(document.at("/remedy").asText()).contains("Isolate the container");
        assertThat(document.at("/accept").asText()).isEqualTo("winnow findings accept " + document.at("/id").asText() + " --reason TEXT");
        assertThat(document.at("/workload/owner/kind").asText()).isEqualTo("deployment");
        assertThat(document.at("/workload/owner/name").asText()).isEqualTo("web");
        assertThat(document.at("/workload/namespace").asText()).isEqualTo("shop");
        assertThat(document.at("/workload/labels/app").asText()).isEqualTo("web");
        assertThat(document.at("/container/pod").asText()).isEqualTo("web-7f-x2");
        assertThat(document.at("/actor/pid").asInt()).isEqualTo(200);
        assertThat(document.at("/actor/executable").asText()).isEqualTo("/bin/sh");
        assertThat(document.at("/actor/parents/0/pid").asInt()).isEqualTo(50);
        assertThat(document.at("/count/violations").asInt()).isEqualTo(5);
        assertThat(document.at("/violations/0/file/sha256").asText()).isEqualTo("ab".repeat(32));
        assertThat(document.at("/decisions/0/by").asText()).isEqualTo("ann");
    }

    @Test
    void theKeyIsTheClusterTheWorkloadAndTheContainer() {
        Finding finding = FindingSamples.session();
        PublishedEvent event = events.event(finding);
        assertThat(event.key()).isEqualTo("prod/shop/deployment/web/nginx/0123abcd");
        assertThat(event.stream().type()).isEqualTo("io.winnow.finding.v1");
        assertThat(FindingEvents.finding(event.id())).isEqualTo(finding.id());
        assertThat(FindingEvents.sequence(event.id())).isEqualTo(finding.sequence());
    }

    @Test
    void untrustedNamesStayOneLineOfPlainAsciiThatFitsTheSchemaInEachRendering() throws IOException {
        Random random = new Random(16);
        Supplier<String> name = () -> UntrustedNames.one(random);
        for (int round = 0; round < 200; round++) {
            Finding finding = FindingSamples.session(name.get(), name.get(), name.get(), Map.of(name.get(), name.get()));
            PublishedEvent event = events.event(finding);
            String ocsf = new String(new DocumentMapper().write(OcsfFinding.of(events.document(finding))), StandardCharsets.UTF_8);
            for (String text : List.of(text(finding), new String(new CloudEvents().structured(event), StandardCharsets.UTF_8), ocsf)) {
                assertThat(text).matches("[\\x20-\\x7e]*").doesNotContain("<").hasSizeLessThan(LARGEST);
                assertThat(new ObjectMapper().readTree(text).isObject()).isTrue();
            }
            schema.assertFits(text(finding));
            assertThat(event.key()).matches("[!-~]*");
            assertThat(FindingText.line(events.document(finding)).chars()).noneMatch(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u202e');
        }
    }

    @Test
    void asOneLineOfText() {
        assertThat(FindingText.line(events.document(FindingSamples.session()))).matches(
                "2026-11-21T10:00:00\\.123456789Z critical acknowledged f-[0-9a-f]{16} shop/deployment/web/nginx: A namespace was entered and a file system mounted"
                        + " \\(T1611 Escape to Host\\), by /bin/sh \\(pid 200\\): EXECUTABLE by sh and 4 more");
    }

    @Test
    void asADetectionFindingOfOcsf() {
        JsonNode event = new ObjectMapper().valueToTree(OcsfFinding.of(events.document(FindingSamples.session())));
        assertThat(event.at("/class_uid").asInt()).isEqualTo(2004);
        assertThat(event.at("/category_uid").asInt()).isEqualTo(2);
        assertThat(event.at("/activity_id").asInt()).isEqualTo(2);
        assertThat(event.at("/type_uid").asInt()).isEqualTo(200402);
        assertThat(event.at("/severity_id").asInt()).isEqualTo(5);
        assertThat(event.at("/status_id").asInt()).isEqualTo(2);
        assertThat(event.at("/time").asLong()).isEqualTo(Samples.TIME.toEpochMilli());
        assertThat(event.at("/finding_info/uid").asText()).startsWith("f-");
        assertThat(event.at("/finding_info/attacks/0/technique/uid").asText()).isEqualTo("T1611");
        assertThat(event.at("/metadata/product/name").asText()).isEqualTo("Winnow");
        assertThat(event.at("/evidences/0/process/parent_process/pid").asInt()).isEqualTo(50);
        assertThat(event.at("/evidences/1/file/path").asText()).isEqualTo("/bin/sh");
        assertThat(event.at("/evidences/1/file/hashes/0/value").asText()).isEqualTo("ab".repeat(32));
        JsonNode harmless = new ObjectMapper().valueToTree(OcsfFinding.of(events.document(FindingSamples.harmless())));
        assertThat(harmless.at("/activity_id").asInt()).isEqualTo(1);
        assertThat(harmless.at("/severity").asText()).isEqualTo("Informational");
    }

    private JsonNode parsed(Finding finding) throws IOException {
        return new ObjectMapper().readTree(text(finding));
    }

    private String text(Finding finding) {
        return new String(events.event(finding).data(), StandardCharsets.UTF_8);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = FindingEventsTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
