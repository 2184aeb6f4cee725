// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.winnow.analyzer.workload.PlainText;
import io.winnow.collector.record.JsonPlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/** How the documents of baselines are written, and within which bounds they are read. */
final class BaselineJson {

    /** The largest document that is read; a full baseline of 4,096 items of each kind has about a tenth of that. */
    static final int MAX_BYTES = 64 << 20;

    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .defaultPrettyPrinter(new CompactItems())
            .build();

    private static final int MAX_DEPTH = 64;

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).maxDocumentLength(MAX_BYTES).build());
    }

    private BaselineJson() {}

    /** What is the same in every version. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Head(int version) {}

    /**
     * Reads a document.
     *
     * @param meaning makes of it what it stands for
     * @throws IllegalArgumentException if it is none that this program understands; the message says why, as plain text
     */
    static <D, T> T read(byte[] content, Class<D> form, Function<D, T> meaning) {
        return read(content, MAPPER.readerFor(form), meaning);
    }

    /** The same of a document that a later version of this program may have written, with properties that are not known here. */
    static <D, T> T readTolerantly(byte[] content, Class<D> form, Function<D, T> meaning) {
        return read(content, MAPPER.readerFor(form).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES), meaning);
    }

    private static <D, T> T read(byte[] content, ObjectReader reader, Function<D, T> meaning) {
        if (content.length == 0) {
            throw new IllegalArgumentException("it is empty");
        }
        try {
            int version = version(content);
            if (version != WorkloadDocument.VERSION) {
                throw new IllegalArgumentException("it is of version " + version + ", and this program knows version " + WorkloadDocument.VERSION);
            }
            D document = reader.readValue(content);
            return meaning.apply(document);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(PlainText.of(problem(e)), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PlainText.of(String.valueOf(e.getMessage())), e);
        } catch (NullPointerException e) {
            throw new IllegalArgumentException("something is missing, or null", e); // wherever it may be: documents are edited by hand, too
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot be read", e);
        }
    }

    /** It comes first, unless a person wrote the document. */
    private static int version(byte[] content) throws IOException {
        try (JsonParser parser = MAPPER.getFactory().createParser(content)) {
            if (parser.nextToken() == JsonToken.START_OBJECT && "version".equals(parser.nextFieldName()) && parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                return parser.getIntValue();
            }
        }
        return MAPPER.readValue(content, Head.class).version();
    }

    /** What is wrong with a document and where, without names of Java's classes. */
    private static String problem(JsonProcessingException e) {
        return JsonPlace.before(what(e), e.getLocation());
    }

    private static String what(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "\"" + unknown.getPropertyName() + "\" is not known";
        }
        if (e.getCause() instanceof IllegalArgumentException wrong) {
            return wrong.getMessage();
        }
        return e instanceof JsonMappingException ? "not such a value as belongs here" : e.getOriginalMessage();
    }
}
