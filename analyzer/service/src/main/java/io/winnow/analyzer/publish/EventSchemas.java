// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** The descriptions of what is published: an AsyncAPI document, and the schemas that it refers to, by their names as files. */
public final class EventSchemas {

    private static final Set<String> NAMES = Set.of(
            "asyncapi.json", "finding.schema.json", "violation.schema.json", "deadletter.schema.json", "observation.schema.json", "baseline.schema.json",
            "cluster.schema.json", "decision.schema.json");

    private EventSchemas() {}

    public static Set<String> names() {
        return NAMES;
    }

    /** The JSON text of this name; empty if there is none. */
    public static Optional<String> find(String name) {
        return NAMES.contains(name) ? Optional.of(read(name)) : Optional.empty();
    }

    private static String read(String name) {
        try (InputStream in = EventSchemas.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
