// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes {@link Settings} of the defaults, over them a file, over that the environment: {@code api.socket} is {@code WINNOW_API_SOCKET}. Keys
 * that do not exist are refused, with the place where they stand. Variables that begin with {@code WINNOW_} and name no setting are left
 * alone: Kubernetes makes such for services of that name.
 */
public final class SettingsLoader {

    private static final String DEFAULTS = "defaults.yaml";
    private static final String PREFIX = "WINNOW_";

    private final Map<String, String> environment;
    private final ObjectMapper mapper = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_FINAL_FIELDS_AS_MUTATORS)
            .addModule(new SimpleModule()
                    .addDeserializer(Duration.class, new Scalar<>(Duration.class, Durations::parse))
                    .addDeserializer(ByteSize.class, new Scalar<>(ByteSize.class, ByteSize::parse))
                    .addDeserializer(Path.class, new Scalar<>(Path.class, Path::of)))
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    public SettingsLoader(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The defaults, with their comments. */
    static String defaults() {
        try (InputStream in = SettingsLoader.class.getResourceAsStream(DEFAULTS)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(DEFAULTS + " cannot be read", e);
        }
    }

    /** @throws CommandException if the file or a variable is wrong, naming place and key */
    public Settings load(Optional<Path> file) {
        ObjectNode root = SettingsTree.parse(DEFAULTS, defaults()).root();
        Map<String, String> variables = variables(root);
        Map<String, String> places = new TreeMap<>();
        file.ifPresent(path -> {
            SettingsTree tree = SettingsTree.parse(path.toString(), read(path));
            tree.places().forEach((key, place) -> places.put(key, path + ": " + place));
            merge(root, tree.root());
        });
        variables.forEach((key, variable) -> {
            set(root, key, environment.get(variable));
            places.put(key, "environment variable " + variable);
        });
        try {
            return mapper.treeToValue(root, Settings.class);
        } catch (JsonMappingException e) {
            throw refused(e, places);
        } catch (IOException e) {
            throw new UncheckedIOException("a tree does not fail", e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new CommandException(ExitCode.USAGE, "no configuration file " + file, e);
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, "the configuration file " + file + " cannot be read (" + IoReason.of(e)
                    + "): check its permissions, and that it is UTF-8 text", e);
        }
    }

    private static void merge(ObjectNode into, ObjectNode from) {
        from.properties().forEach(entry -> {
            JsonNode old = into.get(entry.getKey());
            if (old instanceof ObjectNode oldObject && entry.getValue() instanceof ObjectNode newObject) {
                merge(oldObject, newObject);
            } else if (!(old instanceof ObjectNode && isNothing(entry.getValue()))) {
                into.set(entry.getKey(), entry.getValue());
            }
        });
    }

    /** {@code api:} with nothing below it changes nothing. */
    private static boolean isNothing(JsonNode value) {
        return value.isNull() || value.isTextual() && value.textValue().isEmpty();
    }

    /** Settings that the environment has a value for: dotted path → variable. */
    private Map<String, String> variables(ObjectNode defaults) {
        Map<String, String> variables = new TreeMap<>();
        leaves(defaults, "", path -> {
            String variable = variable(path);
            if (environment.containsKey(variable)) {
                variables.put(path, variable);
            }
        });
        return variables;
    }

    private static void leaves(ObjectNode node, String path, Consumer<String> leaf) {
        node.properties().forEach(entry -> {
            String child = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            if (entry.getValue() instanceof ObjectNode object) {
                leaves(object, child, leaf);
            } else {
                leaf.accept(child);
            }
        });
    }

    /** {@code publish.kafka.bootstrapServers} → {@code WINNOW_PUBLISH_KAFKA_BOOTSTRAP_SERVERS}. */
    static String variable(String path) {
        return PREFIX + path.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private static void set(ObjectNode root, String path, String value) {
        String[] keys = path.split("\\.");
        ObjectNode node = root;
        for (int i = 0; i < keys.length - 1; i++) {
            node = (ObjectNode) node.get(keys[i]);
        }
        String key = keys[keys.length - 1];
        if (node.get(key) instanceof ArrayNode) {
            ArrayNode list = node.putArray(key);
            Stream.of(value.split(",")).map(String::strip).filter(one -> !one.isEmpty()).forEach(list::add);
        } else {
            node.put(key, value);
        }
    }

    private static CommandException refused(JsonMappingException e, Map<String, String> places) {
        String path = e.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(name -> name != null)
                .collect(Collectors.joining("."));
        String key = complainedAbout(path, rootMessage(e), places);
        String reason = e instanceof UnrecognizedPropertyException unknown
                ? "unknown key \"" + TerminalText.printable(key) + "\": known here are "
                        + unknown.getKnownPropertyIds().stream().map(Object::toString).sorted().collect(Collectors.joining(", "))
                : "key \"" + TerminalText.printable(key) + "\": " + rootMessage(e);
        return new CommandException(ExitCode.USAGE, place(key, places) + reason, e);
    }

    /** A record complains as a whole, and begins with the name of what it does not like. */
    private static String complainedAbout(String path, String message, Map<String, String> places) {
        int end = message.indexOf('=');
        String child = end < 1 ? path : (path.isEmpty() ? "" : path + ".") + message.substring(0, end);
        return places.containsKey(child) ? child : path;
    }

    /** The place of the key, or of the nearest key below it that was given: a record complains as a whole. */
    private static String place(String key, Map<String, String> places) {
        String exact = places.get(key);
        if (exact != null) {
            return exact + ": ";
        }
        return places.entrySet().stream()
                .filter(entry -> key.isEmpty() || entry.getKey().startsWith(key + "."))
                .findFirst()
                .map(entry -> entry.getValue() + ": ")
                .orElse("configuration: ");
    }

    private static String rootMessage(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof InvalidFormatException wrong && wrong.getTargetType().isEnum()) {
            return "\"" + TerminalText.printable(String.valueOf(wrong.getValue())) + "\" is none of "
                    + Stream.of(wrong.getTargetType().getEnumConstants()).map(each -> each.toString().toLowerCase(Locale.ROOT)).sorted()
                            .collect(Collectors.joining(", "));
        }
        String message = cause instanceof JsonMappingException mapping ? mapping.getOriginalMessage() : cause.getMessage();
        return TerminalText.printable(message.lines().findFirst().orElse(""));
    }

    /** A value written as one word. */
    private static final class Scalar<T> extends StdDeserializer<T> {
        private final transient Class<T> type;
        private final transient Function<String, T> parse;

        Scalar(Class<T> type, Function<String, T> parse) {
            super(type);
            this.type = type;
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.getValueAsString();
            if (text == null) {
                return type.cast(context.handleUnexpectedToken(type, parser));
            }
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw JsonMappingException.from(parser, e.getMessage(), e);
            }
        }
    }
}
