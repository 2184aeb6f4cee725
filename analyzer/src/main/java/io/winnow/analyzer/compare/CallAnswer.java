// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a profile answers to one system call, so that two answers can be compared: equal ones do the same. Cases that all do the same stand
 * in a fixed order, because theirs does not matter.
 *
 * @param cases tried one after the other; none: the arguments do not matter
 * @param otherwise where no case matches
 */
public record CallAnswer(List<Case> cases, Outcome otherwise) {

    public CallAnswer {
        boolean alike = cases.stream().map(Case::outcome).distinct().count() < 2;
        cases = alike ? cases.stream().distinct().sorted(Comparator.comparing(Case::text)).toList() : List.copyOf(cases);
    }

    /** Whether some arguments let the call through. */
    public boolean mayPermit() {
        return otherwise.permits() || cases.stream().anyMatch(found -> found.outcome().permits());
    }

    /** Whether all arguments do. */
    public boolean alwaysPermits() {
        return otherwise.permits() && cases.stream().allMatch(found -> found.outcome().permits());
    }

    /**
     * Whether some call with this value of that argument may be let through: an argument alone does not decide where a case has conditions
     * on several.
     */
    public boolean mayPermit(int index, long value) {
        for (Case found : cases) {
            if (found.accepts(index, value)) {
                boolean surely = found.conditions().stream().allMatch(condition -> condition.index() == index);
                if (found.outcome().permits() || surely) {
                    return found.outcome().permits();
                }
            }
        }
        return otherwise.permits();
    }

    /** Whether what happens depends on that argument. */
    public boolean dependsOn(int index) {
        return cases.stream().flatMap(found -> found.conditions().stream()).anyMatch(condition -> condition.index() == index);
    }

    /** Whether this lets nothing through that the other refuses. What cannot be told is taken for no. */
    public boolean permitsNoMoreThan(CallAnswer other) {
        if (equals(other) || !mayPermit() || other.alwaysPermits()) {
            return true;
        }
        if (!simple() || !other.simple() || otherwise.permits() != other.otherwise.permits()) {
            return false;
        }
        return otherwise.permits() ? covers(deciding(), other.deciding()) : covers(other.deciding(), deciding());
    }

    private static boolean covers(List<Case> all, List<Case> some) {
        return some.stream().allMatch(one -> all.stream().anyMatch(one::within));
    }

    /** Cases that do other than the rest of the calls. */
    private List<Case> deciding() {
        return cases.stream().filter(found -> found.outcome().permits() != otherwise.permits()).toList();
    }

    /** Whether the order of cases does not matter for what is let through. */
    private boolean simple() {
        return cases.stream().map(found -> found.outcome().permits()).distinct().count() < 2;
    }

    /** For people: {@code allow}, or {@code allow where arg0 = 0x2 | arg0 = 0xa, else errno 1}. */
    public String text() {
        if (cases.isEmpty()) {
            return otherwise.text();
        }
        String ways = cases.stream()
                .collect(Collectors.groupingBy(Case::outcome, LinkedHashMap::new, Collectors.mapping(Case::text, Collectors.joining(" | "))))
                .entrySet()
                .stream()
                .map(way -> way.getKey().text() + " where " + way.getValue())
                .collect(Collectors.joining(", "));
        return ways + ", else " + otherwise.text();
    }
}
