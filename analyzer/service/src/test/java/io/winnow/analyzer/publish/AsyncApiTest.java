// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The description of what is published says what is published. */
class AsyncApiTest {

    private final JsonNode document = new ObjectMapper().readTree(AsyncApiTest.class.getResourceAsStream("asyncapi.json"));

    AsyncApiTest() throws IOException {}

    @Test
    void eachStreamHasItsMessage() {
        List<String> types = document.at("/components/messages").findValuesAsText("name");
        List<String> sent = new ArrayList<>();
        for (EventStream stream : EventStream.values()) {
            sent.add(stream.type());
        }
        assertThat(types).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(document.get("channels")).hasSameSizeAs(sent);
        assertThat(document.get("operations")).hasSameSizeAs(sent);
    }

    @Test
    void eachReferenceLeadsSomewhere() {
        assertThat(document.findValuesAsText("$ref")).isNotEmpty().allSatisfy(reference -> {
            if (reference.startsWith("#")) {
                assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
            } else {
                assertThat(AsyncApiTest.class.getResource(reference)).as(reference).isNotNull();
            }
        });
    }

    @Test
    void theHeadersAreThoseOfEachEvent() {
        PublishedEvent event = new PublishedEvent(EventStream.FINDINGS, "id", URI.create("/s"), "subject", Samples.TIME, "key", "{}".getBytes(StandardCharsets.UTF_8));
        List<String> described = new ArrayList<>();
        document.at("/components/schemas/cloudEvent/properties").fieldNames().forEachRemaining(described::add);
        assertThat(new CloudEvents().headers(event).keySet()).containsAll(described).hasSize(described.size() + 1).contains("content-type");
    }
}
