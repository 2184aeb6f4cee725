// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a profile answers to one system call, so that two answers can be compared: equal ones do the same. Cases that all do the same stand
 * in a fixed order, because theirs does not matter.
 *
 * @param cases tried one after the other; none: the arguments do not matter
 * @param otherwise if no case matches
 */
public record CallAnswer(List<Case> cases, Outcome otherwise) {

    public CallAnswer {
        boolean alike = cases.stream().map(Case::outcome).distinct().count() < 2;
        cases = alike ? cases.stream().distinct().sorted(Comparator.comparing(Case::text)).toList() : List.copyOf(cases);
    }

    /** Whether some arguments let the call through. */
    public boolean mayAllow() {
        return outcomes().anyMatch(Outcome::allows);
    }

    /** Whether all arguments do. */
    public boolean alwaysAllows() {
        return outcomes().allMatch(Outcome::allows);
    }

    /**
     * Whether some call with this value of that argument may be let through: an argument alone does not decide if a case has conditions
     * on several.
     */
    public boolean mayAllow(int index, long value) {
        for (Case found : cases) {
            if (found.accepts(index, value)) {
                boolean surely = found.conditions().stream().allMatch(condition -> condition.index() == index);
                if (found.outcome().allows() || surely) {
                    return found.outcome().allows();
                }
            }
        }
        return otherwise.allows();
    }

    /** Whether what happens depends on that argument. */
    public boolean dependsOn(int index) {
        return cases.stream().flatMap(found -> found.conditions().stream()).anyMatch(condition -> condition.index() == index);
    }

    /**
     * Whether this lets nothing through that the other refuses. To leave a call to another process is less than to let it through, and more
     * than to refuse it; two that are asked cannot be compared. An undecided question is taken for no.
     *
     * @param implication for the call
     */
    boolean allowsNoMoreThan(CallAnswer other, Implication implication) {
        return equals(other) || levels().allMatch(level -> reachesNoMoreThan(other, level, implication));
    }

    /** What the other must reach if this does: that the call is let through, and, for each process that is asked, at least that it is. */
    private Stream<Predicate<Outcome>> levels() {
        Stream<Predicate<Outcome>> asked = outcomes().filter(Outcome::delegates).distinct().map(one -> outcome -> outcome.allows() || outcome.equals(one));
        return Stream.concat(Stream.of(Outcome::allows), asked);
    }

    private boolean reachesNoMoreThan(CallAnswer other, Predicate<Outcome> level, Implication implication) {
        if (outcomes().noneMatch(level) || other.outcomes().allMatch(level)) {
            return true;
        }
        boolean byDefault = level.test(otherwise);
        if (!simple(level) || !other.simple(level) || byDefault != level.test(other.otherwise)) {
            return false;
        }
        List<Case> mine = deciding(level);
        List<Case> theirs = other.deciding(level);
        return byDefault ? covers(mine, theirs, implication) : covers(theirs, mine, implication);
    }

    private static boolean covers(List<Case> all, List<Case> some, Implication implication) {
        return some.stream().allMatch(one -> all.stream().anyMatch(other -> one.within(other, implication)));
    }

    private Stream<Outcome> outcomes() {
        return Stream.concat(Stream.of(otherwise), cases.stream().map(Case::outcome));
    }

    /** Cases that do other than the rest of the calls. */
    private List<Case> deciding(Predicate<Outcome> level) {
        return cases.stream().filter(found -> level.test(found.outcome()) != level.test(otherwise)).toList();
    }

    /** Whether the order of cases does not matter for what reaches the level. */
    private boolean simple(Predicate<Outcome> level) {
        return cases.stream().map(found -> level.test(found.outcome())).distinct().count() < 2;
    }

    /** For people: {@code allow}, or {@code allow where arg0 = 0x2 | arg0 = 0xa, else errno 1}. */
    public String text() {
        if (cases.isEmpty()) {
            return otherwise.text();
        }
        String alternatives = cases.stream()
                .collect(Collectors.groupingBy(Case::outcome, LinkedHashMap::new, Collectors.mapping(Case::text, Collectors.joining(" | "))))
                .entrySet()
                .stream()
                .map(outcome -> outcome.getKey().text() + " where " + outcome.getValue())
                .collect(Collectors.joining(", "));
        return alternatives + ", else " + otherwise.text();
    }
}
