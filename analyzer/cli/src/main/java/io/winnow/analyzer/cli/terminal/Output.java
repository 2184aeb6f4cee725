// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.winnow.analyzer.publish.DocumentMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** How a command writes what it found. */
public enum Output {
    columns,
    json,
    yaml;

    /**
     * Writes a document as JSON or YAML, or lets {@code table} write it for people.
     *
     * @param document a record, or a list of them
     * @throws CommandException if it cannot be written
     */
    public void write(PrintWriter out, Object document, Consumer<PrintWriter> table) {
        switch (this) {
            case columns -> table.accept(out);
            case json -> out.println(new DocumentMapper().pretty(document));
            case yaml -> out.print(yaml(document));
        }
        StandardOutput.flush(out);
    }

    private static String yaml(Object document) {
        ObjectMapper mapper = YAMLMapper.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .defaultPropertyInclusion(JsonInclude.Value.ALL_NON_NULL)
                .build();
        try {
            return mapper.writeValueAsString(printable(mapper.valueToTree(document)));
        } catch (IOException e) {
            throw new UncheckedIOException("a string does not fail", e);
        }
    }

    /** YAML leaves characters alone that a terminal obeys; JSON does not need this, it is written as ASCII. */
    private static JsonNode printable(JsonNode node) {
        if (node.isTextual()) {
            return TextNode.valueOf(TerminalText.printable(node.textValue()));
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, printable(array.get(i)));
            }
        } else if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                JsonNode value = object.remove(name);
                object.set(TerminalText.printable(name), printable(value));
            }
        }
        return node;
    }
}
