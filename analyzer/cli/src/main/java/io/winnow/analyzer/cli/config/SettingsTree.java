// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.collector.record.JsonPlace;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * A YAML document with the place of each of its keys, so that a later complaint can say where. Scalars stay text: what they are is decided
 * by the setting that takes them.
 *
 * @param root of the document
 * @param places by dotted path: {@code line 3, column 5}
 */
record SettingsTree(ObjectNode root, Map<String, String> places) {

    private static final YAMLFactory YAML = YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /**
     * @param name of the source, for messages
     * @throws CommandException if it is not YAML, with line and column
     */
    static SettingsTree parse(String name, String text) {
        Map<String, String> places = new HashMap<>();
        try (YAMLParser parser = YAML.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                return new SettingsTree(JsonNodeFactory.instance.objectNode(), places);
            }
            if (first != JsonToken.START_OBJECT) {
                throw new CommandException(ExitCode.USAGE, name + " is not a configuration: it must be key: value pairs, as `state: /var/lib/winnow`");
            }
            ObjectNode root = (ObjectNode) node(parser, "", places);
            if (parser.nextToken() != null) {
                throw new CommandException(ExitCode.USAGE, name + ": " + JsonPlace.of(parser.currentTokenLocation())
                        + ": a second document begins: a configuration is one document, so write all settings before the `---`");
            }
            return new SettingsTree(root, places);
        } catch (JsonProcessingException e) {
            throw new CommandException(ExitCode.USAGE, name + ": " + problem(e), e);
        } catch (IOException e) {
            throw new IllegalStateException("a string does not fail", e);
        }
    }

    private static JsonNode node(YAMLParser parser, String path, Map<String, String> places) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, path, places);
            case START_ARRAY -> array(parser, path, places);
            case VALUE_NULL -> JsonNodeFactory.instance.nullNode();
            default -> JsonNodeFactory.instance.textNode(parser.getText());
        };
    }

    private static ObjectNode object(YAMLParser parser, String path, Map<String, String> places) throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            String keyPath = path.isEmpty() ? key : path + "." + key;
            places.put(keyPath, JsonPlace.of(parser.currentTokenLocation()));
            parser.nextToken();
            object.set(key, node(parser, keyPath, places));
        }
        return object;
    }

    private static ArrayNode array(YAMLParser parser, String path, Map<String, String> places) throws IOException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(node(parser, path, places));
        }
        return array;
    }

    /** The parser below knows the place of the problem; the one above only that of the last good token. */
    private static String problem(JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            Mark mark = marked.getProblemMark();
            return "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": " + firstLine(marked.getProblem());
        }
        return JsonPlace.before(firstLine(e.getOriginalMessage()), e.getLocation());
    }

    private static String firstLine(String message) {
        return TerminalText.printable(message.lines().findFirst().orElse("not YAML"));
    }
}
