// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator.Feature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.util.List;

/** YAML as Kubernetes' own tools print it. */
final class Yaml {

    private static final ObjectWriter WRITER = new YAMLMapper(YAMLFactory.builder()
                    .disable(Feature.WRITE_DOC_START_MARKER)
                    .disable(Feature.SPLIT_LINES)
                    .enable(Feature.MINIMIZE_QUOTES)
                    .enable(Feature.INDENT_ARRAYS_WITH_INDICATOR)
                    .stringQuotingChecker(new QuotedText())
                    .build())
            .writer();

    private Yaml() {}

    /** Quotes, besides YAML's own words, all text that does not start as a word: what is a number or a date differs between readers. */
    private static final class QuotedText extends StringQuotingChecker.Default {

        private static final long serialVersionUID = 1;

        @Override
        public boolean needToQuoteName(String name) {
            return !startsAsWord(name) || super.needToQuoteName(name);
        }

        @Override
        public boolean needToQuoteValue(String value) {
            return !startsAsWord(value) || super.needToQuoteValue(value);
        }

        private static boolean startsAsWord(String text) {
            return !text.isEmpty() && Character.isLetter(text.charAt(0));
        }
    }

    static String print(ObjectNode document) {
        try {
            return WRITER.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain nodes cannot be written", e);
        }
    }

    static ArrayNode list(ObjectNode parent, String key, List<String> words) {
        ArrayNode list = parent.putArray(key);
        words.forEach(list::add);
        return list;
    }
}
