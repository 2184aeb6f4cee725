// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.risk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which system calls are the same work: a program that makes one of them may make another after its libc, its runtime or its kernel was upgraded. From
 * {@code siblings.tsv} and {@code exchanges.tsv}.
 */
public final class Siblings {

    private static final List<SiblingClass> CLASSES = DataFile.rows("siblings.tsv", 3).stream().map(Siblings::ofRow).toList();
    private static final Map<String, SiblingClass> BY_CALL = byCall();
    private static final List<Exchange> EXCHANGES = DataFile.rows("exchanges.tsv", 4).stream()
            .map(row -> new Exchange(row[0], List.of(row[1].split(" ")), List.of(row[2].split(" ")), row[3]))
            .toList();

    /**
     * What a C library or a runtime is known to exchange, or to add.
     *
     * @param by its name, and the version since which it does
     * @param before calls any of which a program made
     * @param after calls that it makes in their place or beside them
     * @param source where it is said
     */
    public record Exchange(String by, List<String> before, List<String> after, String source) {}

    private Siblings() {}

    /** The class of a call; empty if none is the same work. */
    public static Optional<SiblingClass> of(String syscall) {
        return Optional.ofNullable(BY_CALL.get(syscall));
    }

    /** All classes; no call is in two. */
    public static List<SiblingClass> classes() {
        return CLASSES;
    }

    /** In the order of who makes them. */
    public static List<Exchange> exchanges() {
        return EXCHANGES;
    }

    private static SiblingClass ofRow(String[] row) {
        Map<String, String> since = new LinkedHashMap<>();
        Arrays.stream(row[2].split(", ")).map(call -> call.split(" ")).forEach(call -> since.put(call[0], call[1]));
        return new SiblingClass(row[0], row[1], since);
    }

    private static Map<String, SiblingClass> byCall() {
        Map<String, SiblingClass> byCall = new HashMap<>();
        List<String> twice = new ArrayList<>();
        CLASSES.forEach(found -> found.since().keySet().forEach(call -> {
            if (byCall.put(call, found) != null) {
                twice.add(call);
            }
        }));
        if (!twice.isEmpty()) {
            throw new IllegalStateException("siblings.tsv has these calls in two classes: " + String.join(", ", twice));
        }
        return byCall;
    }
}
