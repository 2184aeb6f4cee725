// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What a suggested profile rests on. The same baseline gives the same. Strings may be untrusted.
 *
 * @param image digest of the workload's image; empty if it is not known, or the profile is for all
 * @param state learning, stable or frozen
 * @param baseline SHA-256, in hexadecimal digits, of the baseline's document, with neither decisions nor what waits for review
 * @param items that were seen
 * @param firstSeen ISO 8601; empty if nothing was seen
 * @param lastSeen ISO 8601; empty if nothing was seen
 * @param coverage share of its behaviour that was seen, at least; empty before there is an estimate
 * @param windows of its replicas in which something was done
 * @param starts replicas that were watched from their start
 * @param gaps why something may be missing
 * @param runtimes that it ran under
 * @param filters seccomp profiles that it ran under while it was learned
 * @param decisions who froze and accepted what
 * @param choices what the operator wants of the profile, in words
 */
public record Evidence(
        String image, String state, String baseline, int items, String firstSeen, String lastSeen, OptionalDouble coverage, int windows, int starts,
        List<String> gaps, List<String> runtimes, List<String> filters, List<Verdict> decisions, List<String> choices) {

    /** Of a profile of which nothing is known. */
    public static final Evidence NONE =
            new Evidence("", "", "", 0, "", "", OptionalDouble.empty(), 0, 0, List.of(), List.of(), List.of(), List.of(), List.of());

    /**
     * One decision of an operator, or of a rule.
     *
     * @param time ISO 8601
     * @param action as {@code freeze}
     * @param note why; may be empty
     */
    public record Verdict(String time, String action, String by, int items, String note) {}

    public Evidence {
        gaps = List.copyOf(gaps);
        runtimes = List.copyOf(runtimes);
        filters = List.copyOf(filters);
        decisions = List.copyOf(decisions);
        choices = List.copyOf(choices);
    }
}
