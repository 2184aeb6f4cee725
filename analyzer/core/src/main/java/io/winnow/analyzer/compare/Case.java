// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.Operator;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A pattern of arguments that a call can match.
 *
 * @param conditions all must hold, on different arguments, in their order; at least one
 * @param outcome what then happens
 */
public record Case(List<ArgCondition> conditions, Outcome outcome) {

    public Case {
        conditions = conditions.stream().sorted(Comparator.comparingInt(ArgCondition::index)).toList();
    }

    /** Whether every call that meets this one's conditions also meets the other's. An undecided question is taken for no. */
    boolean within(Case other, Implication implication) {
        return other.conditions.stream().allMatch(theirs -> conditions.stream().anyMatch(mine -> implication.holds(mine, theirs)));
    }

    /** Whether some call with this value of that argument matches. */
    boolean accepts(int index, long value) {
        return conditions.stream().filter(condition -> condition.index() == index).allMatch(condition -> condition.test(value));
    }

    /** For people: {@code arg0 = 0x2, arg1 & 0xf = 0x1}. */
    String text() {
        return conditions.stream().map(Case::text).collect(Collectors.joining(", "));
    }

    private static String text(ArgCondition condition) {
        String argument = "arg" + condition.index();
        return condition.operator() == Operator.MASKED_EQUAL
                ? argument + " & " + hex(condition.value()) + " = " + hex(condition.valueTwo())
                : argument + " " + sign(condition.operator()) + " " + hex(condition.value());
    }

    private static String sign(Operator operator) {
        return switch (operator) {
            case NOT_EQUAL -> "!=";
            case LESS_THAN -> "<";
            case LESS_OR_EQUAL -> "<=";
            case EQUAL, MASKED_EQUAL -> "=";
            case GREATER_OR_EQUAL -> ">=";
            case GREATER_THAN -> ">";
        };
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
