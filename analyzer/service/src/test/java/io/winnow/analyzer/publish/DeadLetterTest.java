// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(DeadLetterTest.class.getResourceAsStream("deadletter.schema.json"));

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void itSaysWhatWasRefusedAndWhyAndHasTheDocument() throws IOException {
        PublishedEvent letter = DeadLetter.of(Samples.event("prod/web", 7), "against a \u001b[31m\nrule");
        JsonNode document = json.readTree(letter.data());
        assertThat(SCHEMA.validate(document)).isEmpty();
        assertThat(document.path("reason").asText()).contains("rule");
        assertThat(document.at("/data/number").asInt()).isEqualTo(7);
        assertThat(letter.id()).isEqualTo("id-7");
        assertThat(letter.key()).isEqualTo("prod/web");
        assertThat(new String(letter.data(), StandardCharsets.UTF_8)).doesNotContain("\n", "\u001b");
    }

    @Test
    void ofALargeDocumentItHasTheSizeOnly() throws IOException {
        byte[] large = ("{\"x\":\"" + "y".repeat(2_000_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        PublishedEvent event = new PublishedEvent(EventStream.VIOLATIONS, "id", URI.create("/s"), "subject", Samples.TIME, "key", large);
        byte[] letter = DeadLetter.of(event, "too large").data();
        JsonNode document = json.readTree(letter);
        assertThat(SCHEMA.validate(document)).isEmpty();
        assertThat(document.path("bytes").asInt()).isEqualTo(large.length);
        assertThat(document.has("data")).isFalse();
        assertThat(letter.length).isLessThan(1000);
    }
}
