// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;

/** The published schema of a topic's documents. */
final class EventSchema {

    private final JsonSchema schema;

    /** @param name of the topic's documents: {@code violation} */
    EventSchema(String name) {
        schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(EventSchema.class.getResourceAsStream(name + ".schema.json"));
    }

    void assertFits(String document) {
        assertThat(schema.validate(document, InputFormat.JSON)).isEmpty();
    }

    void assertRefuses(String document) {
        assertThat(schema.validate(document, InputFormat.JSON)).isNotEmpty();
    }
}
