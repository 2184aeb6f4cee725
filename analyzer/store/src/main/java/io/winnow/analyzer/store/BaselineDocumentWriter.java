// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import io.winnow.analyzer.baseline.Section;
import io.winnow.analyzer.baseline.SectionKind;
import java.io.IOException;
import java.util.List;

/** Writes what a baseline has: empty sections and lists are left out. */
final class BaselineDocumentWriter extends JsonSerializer<BaselineDocument> {

    @Override
    public void serialize(BaselineDocument document, JsonGenerator json, SerializerProvider provider) throws IOException {
        json.writeStartObject();
        for (SectionKind<?> kind : SectionKind.ALL) {
            Section<?> section = document.sections().get(kind);
            if (!section.isEmpty()) {
                provider.defaultSerializeField(kind.property(), section, json);
            }
        }
        list(BaselineDocument.REPLICAS, document.replicas(), json, provider);
        list(BaselineDocument.ITEMS, document.items(), json, provider);
        json.writeEndObject();
    }

    private static void list(String property, List<?> values, JsonGenerator json, SerializerProvider provider) throws IOException {
        if (!values.isEmpty()) {
            provider.defaultSerializeField(property, values, json);
        }
    }
}
