// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import io.winnow.analyzer.advise.RestrictedArguments;
import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.Operator;
import java.util.OptionalInt;

/**
 * Whether one condition on an argument of a call follows from another. If that cannot be decided, it does not.
 *
 * @param narrow the argument whose upper half means nothing, so that a premise on its lower half is one on all of it; empty if none is
 */
record Implication(OptionalInt narrow) {

    private static final long LOW_HALF = 0xffff_ffffL;

    static Implication of(String syscall) {
        return new Implication(RestrictedArguments.of(syscall));
    }

    boolean holds(ArgCondition premise, ArgCondition conclusion) {
        if (premise.index() != conclusion.index()) {
            return false;
        }
        if (premise.equals(conclusion)) {
            return true;
        }
        return switch (premise.operator()) {
            case EQUAL -> conclusion.test(premise.value());
            case MASKED_EQUAL -> ofMaskedEqual(premise, conclusion) || leavesOne(premise) && conclusion.test(premise.valueTwo());
            case LESS_THAN, LESS_OR_EQUAL, GREATER_OR_EQUAL, GREATER_THAN -> ofRange(premise, conclusion);
            case NOT_EQUAL -> false;
        };
    }

    /** Whether the premise leaves one value only. */
    private boolean leavesOne(ArgCondition premise) {
        return premise.value() == LOW_HALF && narrow.equals(OptionalInt.of(premise.index()));
    }

    private static boolean ofMaskedEqual(ArgCondition premise, ArgCondition conclusion) {
        return conclusion.operator() == Operator.MASKED_EQUAL
                && (premise.value() & conclusion.value()) == conclusion.value()
                && (premise.valueTwo() & conclusion.value()) == (conclusion.valueTwo() & conclusion.value());
    }

    /** A range reaches from its bound to one end of the numbers; another that points in the same direction, or leaves one number out, holds it. */
    private static boolean ofRange(ArgCondition premise, ArgCondition conclusion) {
        boolean below = isBelow(premise.operator());
        if (conclusion.operator() == Operator.NOT_EQUAL) {
            return !premise.test(conclusion.value());
        }
        if (!conclusion.operator().orders() || isBelow(conclusion.operator()) != below) {
            return false;
        }
        boolean strictAtTheSameBound = !premise.test(premise.value()) && premise.value() == conclusion.value();
        return conclusion.test(premise.value()) || strictAtTheSameBound;
    }

    private static boolean isBelow(Operator operator) {
        return operator == Operator.LESS_THAN || operator == Operator.LESS_OR_EQUAL;
    }
}
