// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The parameters of a request. What they mean is checked where they are read: a wrong one is a {@link ProblemException} that names it. */
final class Parameters {

    private final Map<String, List<String>> values;

    private Parameters(Map<String, List<String>> values) {
        this.values = values;
    }

    static Parameters of(QueryStringDecoder query) {
        try {
            return new Parameters(query.parameters());
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("malformed query: " + e.getMessage());
        }
    }

    /** There must be no others than these. */
    void only(Set<String> known) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw ProblemException.badRequest("unknown parameter: name=" + name);
            }
        }
    }

    /** As often as it was given. */
    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    String one(String name, String otherwise) {
        List<String> given = values.getOrDefault(name, List.of(otherwise));
        if (given.size() > 1) {
            throw ProblemException.badRequest("given more than once: name=" + name);
        }
        return given.get(0);
    }

    /** The name alone means yes. */
    boolean flag(String name) {
        String value = one(name, "false");
        return switch (value) {
            case "", "true" -> true;
            case "false" -> false;
            default -> throw ProblemException.badRequest(name + " is true or false: " + name + "=" + value);
        };
    }

    /** Separated by commas. */
    List<String> list(String name) {
        String joined = one(name, "");
        return joined.isEmpty() ? List.of() : Arrays.asList(joined.split(","));
    }

    /** From 1 on. */
    int number(String name, int otherwise) {
        String value = one(name, Integer.toString(otherwise));
        if (!value.matches("[1-9][0-9]{0,9}") || Long.parseLong(value) > Integer.MAX_VALUE) {
            throw ProblemException.badRequest(name + " is a number from 1 on: " + name + "=" + value);
        }
        return Integer.parseInt(value);
    }
}
