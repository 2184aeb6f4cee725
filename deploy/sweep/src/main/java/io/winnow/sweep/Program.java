// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A program of the sweep, as {@code programs.yaml} describes it.
 *
 * @param command  of the container
 * @param options  of {@code run}
 * @param dialogue a script that uses a server; empty if the program ends by itself
 * @param says     what it says or answers
 * @param signal   that ends a server in good order
 */
public record Program(String name, String kind, List<String> command, List<String> options, String dialogue, Pattern says, String signal) {
    private static final String ALL = "programs.yaml";

    /** All programs, in the order of the file. */
    public static List<Program> all() {
        try (InputStream in = Program.class.getResourceAsStream(ALL)) {
            List<Program> programs = new ArrayList<>();
            new YAMLMapper().readTree(in).forEach(entry -> programs.add(of(entry)));
            return programs;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + ALL, e);
        }
    }

    private static Program of(JsonNode entry) {
        JsonNode command = entry.path("command");
        return new Program(entry.path("name").asText(), entry.path("kind").asText(),
                command.isArray() ? texts(command) : List.of("sh", "-c", command.asText()),
                texts(entry.path("options")), entry.path("dialogue").asText(""), Pattern.compile(entry.path("says").asText()),
                entry.path("signal").asText("TERM"));
    }

    /** True if it ends by itself. */
    public boolean ends() {
        return dialogue.isEmpty();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    @Override
    public String toString() {
        return name;
    }
}
