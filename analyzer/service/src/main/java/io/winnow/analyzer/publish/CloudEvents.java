// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The two forms of an event in the <a href="https://github.com/cloudevents/spec/tree/v1.0.2">CloudEvents 1.0 specification</a>: binary mode
 * (attributes as {@code ce_} headers, the data as it is: Kafka binding §3.2) and structured mode (one JSON object around the data).
 */
public final class CloudEvents {

    static final String SPECIFICATION = "1.0";
    static final String CONTENT_TYPE = "application/json";

    private final JsonFactory json = new JsonFactory();

    /** The attributes as headers of the Kafka binding. */
    public Map<String, byte[]> headers(PublishedEvent event) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("ce_specversion", SPECIFICATION);
        attributes.put("ce_id", event.id());
        attributes.put("ce_source", event.source().toString());
        attributes.put("ce_type", event.stream().type());
        attributes.put("ce_subject", event.subject());
        attributes.put("ce_time", DateTimeFormatter.ISO_INSTANT.format(event.time()));
        attributes.put("content-type", CONTENT_TYPE);
        Map<String, byte[]> headers = new LinkedHashMap<>();
        attributes.forEach((name, value) -> headers.put(name, value.getBytes(StandardCharsets.UTF_8)));
        return headers;
    }

    /** One line of JSON, without its line end. */
    byte[] structured(PublishedEvent event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(event.data().length + 512);
        try (JsonGenerator generator = json.createGenerator(out)) {
            DocumentMapper.escapeEverythingUnusual(generator);
            generator.writeStartObject();
            generator.writeStringField("specversion", SPECIFICATION);
            generator.writeStringField("id", event.id());
            generator.writeStringField("source", event.source().toString());
            generator.writeStringField("type", event.stream().type());
            generator.writeStringField("subject", event.subject());
            generator.writeStringField("time", DateTimeFormatter.ISO_INSTANT.format(event.time()));
            generator.writeStringField("datacontenttype", CONTENT_TYPE);
            generator.writeFieldName("data");
            generator.writeRawValue(new SerializedString(new String(event.data(), StandardCharsets.UTF_8)));
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array does not fail", e);
        }
        return out.toByteArray();
    }
}
