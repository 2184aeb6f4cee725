// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import java.util.Comparator;
import java.util.List;

/**
 * One alternative of a call: if all conditions hold, the action is taken.
 *
 * @param rule what it was made of
 * @param action what happens
 * @param data beside the action
 * @param conditions all on different arguments, in their order; none: every call matches
 * @param wide whether 64 bits are compared, or the low 32 of a 32-bit ABI
 */
public record Alternative(Rule rule, Action action, int data, List<ArgCondition> conditions, boolean wide) {

    public Alternative {
        conditions = conditions.stream()
                .filter(condition -> !alwaysHolds(condition, wide))
                .sorted(Comparator.comparingInt(ArgCondition::index))
                .toList();
    }

    /** Whether every call matches. */
    public boolean unconditional() {
        return conditions.isEmpty();
    }

    boolean matches(long[] args) {
        for (ArgCondition condition : conditions) {
            long argument = args[condition.index()];
            if (!(wide ? condition.test(argument) : condition.testLow(argument))) {
                return false;
            }
        }
        return true;
    }

    /** Whether both do the same. */
    boolean agrees(Alternative other) {
        return action == other.action && data == other.data;
    }

    /** Whether the two ask for different values of one argument, so that no call matches both. */
    boolean excludes(Alternative other) {
        for (ArgCondition mine : conditions) {
            for (ArgCondition theirs : other.conditions) {
                if (mine.index() == theirs.index()
                        && mine.operator() == Operator.EQUAL
                        && theirs.operator() == Operator.EQUAL
                        && visible(mine.value()) != visible(theirs.value())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The part of a value that is compared. */
    private long visible(long value) {
        return wide ? value : value & 0xffff_ffffL;
    }

    /** libseccomp leaves out what masks everything away (src/db.c, {@code _db_arg_cmp_need_lo} and {@code _hi}). */
    private static boolean alwaysHolds(ArgCondition condition, boolean wide) {
        long mask = wide ? condition.value() : condition.value() & 0xffff_ffffL;
        return condition.operator() == Operator.MASKED_EQUAL && mask == 0;
    }
}
