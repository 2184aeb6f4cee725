// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Writes documents as one line of pure ASCII JSON. Names in them are chosen by containers (P7): whatever is not plain text, line
 * separators, DEL, lone surrogates and the {@code <} of a {@code </script>} included, leaves as {@code \}{@code uXXXX}.
 */
public final class DocumentMapper {

    private static final CharacterEscapes ESCAPES = new Escapes();

    private final ObjectMapper mapper;

    public DocumentMapper() {
        mapper = JsonMapper.builder()
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                .defaultPropertyInclusion(JsonInclude.Value.ALL_NON_NULL)
                .build();
        mapper.getFactory().setCharacterEscapes(ESCAPES);
    }

    /** One line, UTF-8, without its line end. */
    public byte[] write(Object document) {
        try {
            return mapper.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("documents are made of records, strings and numbers: " + document.getClass(), e);
        }
    }

    /** The same document over several lines, for people. */
    public String pretty(Object document) {
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("documents are made of records, strings and numbers: " + document.getClass(), e);
        }
    }

    static void escapeEverythingUnusual(JsonGenerator generator) {
        generator.setCharacterEscapes(ESCAPES).setHighestNonEscapedChar(127);
    }

    private static final class Escapes extends CharacterEscapes {
        private final int[] ascii = standardAsciiEscapesForJSON();

        Escapes() {
            ascii[0x7f] = ESCAPE_STANDARD;
            ascii['<'] = ESCAPE_STANDARD;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii;
        }

        @Override
        public SerializableString getEscapeSequence(int ch) {
            return null;
        }
    }
}
