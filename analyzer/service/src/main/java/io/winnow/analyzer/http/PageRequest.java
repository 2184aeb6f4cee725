// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Which page of a list a request wants; without a limit it is all that follows. */
final class PageRequest {

    /** The parameters that say so. */
    static final Set<String> KNOWN = Set.of("limit", "after");

    private final String address;
    private final int limit;
    private final String after;

    /**
     * @param address of the list, with the parameters that the next page is asked for with, each with its {@code &}
     * @throws ProblemException if a parameter has no meaning
     */
    PageRequest(String address, Parameters parameters) {
        this.address = address;
        this.limit = parameters.number("limit", Integer.MAX_VALUE);
        this.after = parameters.one("after", "");
    }

    /**
     * Rows that are answered with.
     *
     * @param headers with the address of the next page, if there is one (RFC 8288)
     */
    record Page<T>(List<T> rows, Map<String, String> headers) {}

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
        return address + "limit=" + limit + "&after=" + encode(last);
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
