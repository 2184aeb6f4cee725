// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.analyzer.api.LabelSelector;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Which part of a list a request wants: what a label selector takes, and a page of that. */
final class ListRequest {

    private static final Set<String> KNOWN = Set.of("labelSelector", "limit", "after");

    private final String path;
    private final Parameters parameters;
    private final String flags;
    private final String selector;
    private final LabelSelector labels;
    private final int limit;
    private final String after;

    /**
     * @param flags other parameters that this list takes
     * @throws ProblemException if a parameter is not known, or has no meaning
     */
    ListRequest(String path, Parameters parameters, Set<String> flags) {
        Set<String> known = new HashSet<>(KNOWN);
        known.addAll(flags);
        parameters.only(known);
        this.path = path;
        this.parameters = parameters;
        this.flags = String.join("", flags.stream().filter(parameters::flag).sorted().map(flag -> flag + "&").toList());
        this.selector = parameters.one("labelSelector", "");
        this.labels = selector.isEmpty() ? LabelSelector.ALL : parsed(selector);
        this.limit = parameters.number("limit", Integer.MAX_VALUE);
        this.after = parameters.one("after", "");
    }

    /**
     * Rows that are answered with.
     *
     * @param headers with the address of the next page, if there is one (RFC 8288)
     */
    record Page<T>(List<T> rows, Map<String, String> headers) {}

    private static LabelSelector parsed(String text) {
        try {
            return LabelSelector.parse(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("labelSelector: " + e.getMessage());
        }
    }

    boolean flag(String name) {
        return parameters.flag(name);
    }

    /** Whether only what has some labels is wanted. */
    boolean selects() {
        return !selector.isEmpty();
    }

    LabelSelector labels() {
        return labels;
    }

    /**
     * The page that is wanted.
     *
     * @param rows all that are selected, always in the same order
     * @param key of a row, by which the next page begins
     * @throws ProblemException if no row has the key that the page is to begin after
     */
    <T> Page<T> page(List<T> rows, Function<T, String> key) {
        int from = after.isEmpty() ? 0 : rows.stream().map(key).toList().indexOf(after) + 1;
        if (from == 0 && !after.isEmpty()) {
            throw ProblemException.badRequest("nothing in this list is called so, so no page begins after it: after=" + after);
        }
        List<T> page = rows.subList(from, (int) Math.min(rows.size(), (long) from + limit));
        return new Page<>(page, from + page.size() == rows.size() ? Map.of() : Map.of("link", "<" + next(key.apply(page.get(page.size() - 1))) + ">; rel=\"next\""));
    }

    private String next(String last) {
        String selected = selects() ? "labelSelector=" + encode(selector) + "&" : "";
        return path + "?" + flags + selected + "limit=" + limit + "&after=" + encode(last);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
