// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.analyzer.api.LabelSelector;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which part of a list a request wants: what a label selector takes, and a page of that. */
final class ListRequest {

    private static final String SELECTOR = "labelSelector";

    private final Parameters parameters;
    private final String selector;
    private final LabelSelector labels;
    private final PageRequest page;

    /**
     * @param flags other parameters that this list takes
     * @throws ProblemException if a parameter is not known, or has no meaning
     */
    ListRequest(String path, Parameters parameters, Set<String> flags) {
        Set<String> known = new HashSet<>(PageRequest.KNOWN);
        known.add(SELECTOR);
        known.addAll(flags);
        parameters.only(known);
        this.parameters = parameters;
        this.selector = parameters.one(SELECTOR, "");
        this.labels = selector.isEmpty() ? LabelSelector.ALL : parsed(selector);
        String again = flags.stream().filter(parameters::flag).sorted().map(flag -> flag + "&").collect(Collectors.joining());
        this.page = new PageRequest(path + "?" + again + (selects() ? SELECTOR + "=" + PageRequest.encode(selector) + "&" : ""), parameters);
    }

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

    /** The page of what is selected, as {@link PageRequest#page} has it. */
    <T> PageRequest.Page<T> page(List<T> rows, Function<T, String> key) {
        return page.page(rows, key);
    }
}
