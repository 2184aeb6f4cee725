// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a filter does with one system call of one ABI.
 *
 * <p>As libseccomp merges rules (src/db.c, {@code db_rule_add}): the first rule without conditions decides alone, whatever other rules
 * come before or after it. Without one, any rule whose conditions hold decides.
 */
final class CallFilter {

    private static final int MAX_COMPARED = 1_000;

    private final String name;
    private final List<Alternative> conditional = new ArrayList<>();
    private final Set<List<ArgCondition>> whole = new HashSet<>();
    /** What the conditions of alternatives begin with, themselves included. */
    private final Map<List<ArgCondition>, Alternative> begun = new HashMap<>();
    private Optional<Alternative> unconditional = Optional.empty();
    private boolean refused;

    CallFilter(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    void add(Alternative alternative) {
        if (unconditional.isPresent()) {
            return;
        }
        if (alternative.unconditional()) {
            unconditional = Optional.of(alternative);
        } else {
            conditional.add(alternative);
            refused |= !merges(alternative);
        }
    }

    /** Whether libseccomp refuses one of the rules, so that the profile cannot be loaded. */
    boolean refused() {
        return refused;
    }

    /** False if another action was given for the same conditions, or for these and more: EEXIST. One that comes after fewer conditions is left out. */
    private boolean merges(Alternative alternative) {
        List<ArgCondition> conditions = alternative.conditions();
        for (int i = 1; i < conditions.size(); i++) {
            if (whole.contains(conditions.subList(0, i))) {
                return true;
            }
        }
        Alternative earlier = begun.get(conditions);
        whole.add(conditions);
        for (int i = 1; i <= conditions.size(); i++) {
            begun.putIfAbsent(List.copyOf(conditions.subList(0, i)), alternative);
        }
        return earlier == null || earlier.agrees(alternative);
    }

    boolean unconditional() {
        return unconditional.isPresent();
    }

    /** Tried one after the other; one that is unconditional stands alone. */
    List<Alternative> alternatives() {
        return unconditional.map(List::of).orElseGet(() -> List.copyOf(conditional));
    }

    /** What decides about a call with these six arguments; empty: the default. */
    Optional<Alternative> match(long[] args) {
        if (unconditional.isPresent()) {
            return unconditional;
        }
        for (Alternative alternative : conditional) {
            if (alternative.matches(args)) {
                return Optional.of(alternative);
            }
        }
        return Optional.empty();
    }

    /** Whether some arguments let the call through, with what the default does to the others. */
    boolean allowsSome(boolean byDefault) {
        return unconditional
                .map(alternative -> alternative.action().allows())
                .orElseGet(() -> byDefault || conditional.stream().anyMatch(alternative -> alternative.action().allows()));
    }

    /** Why the compiled filter may differ from the rules' meaning; empty if it does not. */
    Optional<String> doubt() {
        if (conditional.size() < 2) {
            return Optional.empty();
        }
        if (contradicts()) {
            return Optional.of("rules with different actions can match the same call: which one wins is libseccomp's choice, or it refuses"
                    + " them");
        }
        if (MergeRules.reliable(conditional)) {
            return Optional.empty();
        }
        return Optional.of("libseccomp does not merge these conditions reliably: write them so that all rules of the call compare the same"
                + " arguments by equality, or one argument each");
    }

    /** Conservative if there are very many rules, as an untrusted profile may have. */
    private boolean contradicts() {
        if (conditional.stream().allMatch(conditional.get(0)::agrees)) {
            return false;
        }
        if (conditional.size() > MAX_COMPARED) {
            return true;
        }
        return conditional.stream()
                .anyMatch(one -> conditional.stream().anyMatch(other -> !one.agrees(other) && !one.excludes(other)));
    }
}
