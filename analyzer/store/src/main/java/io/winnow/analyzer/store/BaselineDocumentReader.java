// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import io.winnow.analyzer.baseline.Section;
import io.winnow.analyzer.baseline.SectionKind;
import io.winnow.analyzer.baseline.Sections;
import io.winnow.analyzer.store.BaselineDocument.ReplicaDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a baseline's sections, replicas and items, in any order. */
final class BaselineDocumentReader extends JsonDeserializer<BaselineDocument> {

    @Override
    public BaselineDocument deserialize(JsonParser json, DeserializationContext context) throws IOException {
        if (!json.isExpectedStartObjectToken()) {
            context.reportWrongTokenException(this, JsonToken.START_OBJECT, "a baseline is an object");
        }
        Sections sections = Sections.EMPTY;
        List<ReplicaDocument> replicas = new ArrayList<>();
        List<ItemDocument> items = new ArrayList<>();
        for (String property = json.nextFieldName(); property != null; property = json.nextFieldName()) {
            Optional<SectionKind<?>> kind = SectionKind.of(property);
            if (json.nextToken() == JsonToken.VALUE_NULL) {
                continue; // as if it were left out
            }
            if (kind.isPresent()) {
                sections = read(kind.get(), sections, json, context);
            } else if (property.equals(BaselineDocument.REPLICAS)) {
                replicas = list(ReplicaDocument.class, json, context);
            } else if (property.equals(BaselineDocument.ITEMS)) {
                items = list(ItemDocument.class, json, context);
            } else {
                context.handleUnknownProperty(json, this, BaselineDocument.class, property);
            }
        }
        return new BaselineDocument(sections, replicas, items);
    }

    private static <S extends Section<S>> Sections read(SectionKind<S> kind, Sections into, JsonParser json, DeserializationContext context)
            throws IOException {
        return into.join(kind, context.readValue(json, kind.type()));
    }

    private static <T> List<T> list(Class<T> element, JsonParser json, DeserializationContext context) throws IOException {
        JavaType type = context.getTypeFactory().constructCollectionType(List.class, element);
        return context.readValue(json, type);
    }
}
