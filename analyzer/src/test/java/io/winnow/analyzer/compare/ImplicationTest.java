// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.Operator;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What follows from what. */
class ImplicationTest {

    @Test
    void whatFollowsHoldsForEveryValue() {
        Random random = new Random(7);
        long[] values = {0, 1, 2, 3, 4, 7, 8, 15, 16, -1, -2, 1L << 63};
        int followed = 0;
        for (int i = 0; i < 100_000; i++) {
            ArgCondition premise = condition(random, values);
            ArgCondition conclusion = condition(random, values);
            if (Implication.holds(premise, conclusion)) {
                followed++;
                for (long value : values) {
                    assertThat(!premise.test(value) || conclusion.test(value)).as("%s => %s for %s", premise, conclusion, value).isTrue();
                }
            }
        }
        assertThat(followed).isGreaterThan(10_000);
    }

    @Test
    void aRangeHoldsANarrowerOne() {
        assertThat(Implication.holds(new ArgCondition(0, Operator.LESS_THAN, 4, 0), new ArgCondition(0, Operator.LESS_OR_EQUAL, 8, 0))).isTrue();
        assertThat(Implication.holds(new ArgCondition(0, Operator.LESS_OR_EQUAL, 8, 0), new ArgCondition(0, Operator.LESS_THAN, 8, 0))).isFalse();
    }

    @Test
    void anIntIsTheSameWithAndWithoutItsHighHalf() {
        assertThat(Implication.holds(ArgCondition.masked(0, 0xffff_ffffL, 2), ArgCondition.equal(0, 2))).isTrue();
        assertThat(Implication.holds(ArgCondition.masked(0, 0xffff_ffffL, 2), ArgCondition.equal(0, 3))).isFalse();
    }

    @Test
    void conditionsOnDifferentArgumentsHaveNothingToDoWithEachOther() {
        assertThat(Implication.holds(ArgCondition.equal(0, 2), ArgCondition.equal(1, 2))).isFalse();
    }

    private static ArgCondition condition(Random random, long[] values) {
        Operator operator = Operator.values()[random.nextInt(Operator.values().length)];
        long value = values[random.nextInt(values.length)];
        return new ArgCondition(0, operator, value, operator == Operator.MASKED_EQUAL ? values[random.nextInt(values.length)] & value : 0);
    }
}
