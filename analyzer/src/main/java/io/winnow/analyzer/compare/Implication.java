// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.Operator;

/**
 * Whether one condition on an argument follows from another. Where that cannot be told, it does not. A premise on the low half of an argument
 * is taken for one on all of it: the calls whose arguments profiles restrict take an int, or do nothing for what else the high half says.
 */
final class Implication {

    private static final long LOW_HALF = 0xffff_ffffL;

    private Implication() {}

    static boolean holds(ArgCondition premise, ArgCondition conclusion) {
        if (premise.index() != conclusion.index()) {
            return false;
        }
        if (premise.equals(conclusion)) {
            return true;
        }
        return switch (premise.operator()) {
            case EQUAL -> conclusion.test(premise.value());
            case MASKED_EQUAL -> ofMasked(premise, conclusion) || premise.value() == LOW_HALF && conclusion.test(premise.valueTwo());
            case LESS_THAN, LESS_OR_EQUAL, GREATER_OR_EQUAL, GREATER_THAN -> ofRange(premise, conclusion);
            case NOT_EQUAL -> false;
        };
    }

    private static boolean ofMasked(ArgCondition premise, ArgCondition conclusion) {
        return conclusion.operator() == Operator.MASKED_EQUAL
                && (premise.value() & conclusion.value()) == conclusion.value()
                && (premise.valueTwo() & conclusion.value()) == (conclusion.valueTwo() & conclusion.value());
    }

    /** A range reaches from its bound to one end of the numbers; another that points the same way, or leaves one number out, holds it. */
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
