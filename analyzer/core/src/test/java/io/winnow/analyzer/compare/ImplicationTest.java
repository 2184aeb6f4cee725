// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.Operator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What follows from what. */
class ImplicationTest {

    private static final Implication EXACT = new Implication(OptionalInt.empty());

    @Test
    void whatFollowsHoldsForEveryValue() {
        Random random = new Random(7);
        long[] values = {0, 1, 2, 3, 4, 7, 8, 15, 16, -1, -2, 1L << 63, 0xffff_ffffL, 1L << 32 | 2};
        int followed = 0;
        for (int i = 0; i < 100_000; i++) {
            ArgCondition premise = condition(random, values);
            ArgCondition conclusion = condition(random, values);
            if (EXACT.holds(premise, conclusion)) {
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
        assertThat(EXACT.holds(new ArgCondition(0, Operator.LESS_THAN, 4, 0), new ArgCondition(0, Operator.LESS_OR_EQUAL, 8, 0))).isTrue();
        assertThat(EXACT.holds(new ArgCondition(0, Operator.LESS_OR_EQUAL, 8, 0), new ArgCondition(0, Operator.LESS_THAN, 8, 0))).isFalse();
    }

    @Test
    void anIntIsTheSameWithAndWithoutItsHighHalf() {
        ArgCondition low = ArgCondition.maskedEqual(0, 0xffff_ffffL, 2);
        assertThat(Implication.of("socket").holds(low, ArgCondition.equal(0, 2))).isTrue();
        assertThat(Implication.of("socket").holds(low, ArgCondition.equal(0, 3))).isFalse();
    }

    @Test
    void anArgumentOf64BitsIsNot() {
        for (String syscall : List.of("lseek", "mmap")) {
            assertThat(Implication.of(syscall).holds(ArgCondition.maskedEqual(0, 0xffff_ffffL, 2), ArgCondition.equal(0, 2))).isFalse();
        }
        assertThat(Implication.of("socket").holds(ArgCondition.maskedEqual(1, 0xffff_ffffL, 2), ArgCondition.equal(1, 2))).isFalse();
    }

    @Test
    void conditionsOnDifferentArgumentsHaveNothingToDoWithEachOther() {
        assertThat(EXACT.holds(ArgCondition.equal(0, 2), ArgCondition.equal(1, 2))).isFalse();
    }

    private static ArgCondition condition(Random random, long[] values) {
        Operator operator = Operator.values()[random.nextInt(Operator.values().length)];
        long value = values[random.nextInt(values.length)];
        return new ArgCondition(0, operator, value, operator == Operator.MASKED_EQUAL ? values[random.nextInt(values.length)] & value : 0);
    }
}
