// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * A baseline document that lies outside a store: of another host, or kept by hand. Reading bounds size and depth, and changes nothing on
 * disk. {@code workload.schema.json} describes the form.
 */
public final class WorkloadFile {

    /** The largest document that is read; a full baseline of 4,096 items of each kind has about a tenth of that. */
    public static final int MAX_BYTES = 64 << 20;

    private static final int MAX_DEPTH = 64;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .defaultPrettyPrinter(new CompactItems())
            .build();

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).maxDocumentLength(MAX_BYTES).build());
    }

    private WorkloadFile() {}

    /** What is the same in every version. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Head(int version) {}

    /** Whether this is JSON with the keys of a baseline document, readable or not: profiles have others. */
    public static boolean isOne(byte[] content) {
        try (JsonParser parser = MAPPER.getFactory().createParser(content)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            Set<String> keys = new HashSet<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                keys.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
            return keys.contains("version") && keys.contains("baseline");
        } catch (IOException e) {
            return false; // whoever reads it as something else will say what is wrong
        }
    }

    /** @throws IllegalArgumentException where it is no baseline document that this program understands; the message says why */
    public static Workload read(byte[] content) {
        try {
            int version = MAPPER.readValue(content, Head.class).version();
            if (version != WorkloadDocument.VERSION) {
                throw new IllegalArgumentException("it is of version " + version + ", and this program knows version " + WorkloadDocument.VERSION);
            }
            return MAPPER.readValue(content, WorkloadDocument.class).workload();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(PlainText.of(e.getOriginalMessage()), e);
        } catch (NullPointerException e) {
            throw new IllegalArgumentException("something is missing, or null", e); // wherever it may be: documents are edited by hand, too
        } catch (IOException e) {
            throw new IllegalArgumentException(PlainText.of(String.valueOf(e.getMessage())), e);
        }
    }

    /** The document of a workload, as a store would keep it. */
    public static String write(Workload workload) {
        try {
            return MAPPER.writeValueAsString(WorkloadDocument.of(workload)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document of plain values cannot be written", e);
        }
    }
}
