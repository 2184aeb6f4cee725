// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.perf.contender.Nothing;
import io.winnow.perf.contender.NullHook;
import org.junit.jupiter.api.Test;

class SamplesTest {

    private static Samples samples(double[] nothing, double[] nullProgram, double[] learn) {
        Samples samples = new Samples(nothing.length);
        for (int round = 0; round < nothing.length; round++) {
            samples.put(Nothing.NAME, round, nothing[round]);
            samples.put(NullHook.NAME, round, nullProgram[round]);
            samples.put("learn", round, learn[round]);
        }
        return samples;
    }

    @Test
    void whatIsAddedIsCountedFromTheBaseLine() {
        Samples samples = samples(new double[] {100, 101, 102}, new double[] {120, 121, 122}, new double[] {125, 126, 127});

        assertThat(samples.added("learn").value()).isEqualTo(25);
        assertThat(samples.ratioToNull("learn").value()).isCloseTo(1.25, within(1e-9));
        assertThat(samples.ratioToNull(NullHook.NAME).value()).isEqualTo(1);
    }

    @Test
    void aRoundInWhichAContenderWasDisturbedDoesNotCountForIt() {
        Samples samples = samples(new double[] {100, 200, 101}, new double[] {120, 121, 300}, new double[] {900, 125, 126});

        assertThat(samples.time("learn").rounds()).isEqualTo(2);
        assertThat(samples.added(NullHook.NAME).value()).isEqualTo(20);
        assertThat(samples.added("learn").value()).isEqualTo(25);
        assertThat(samples.added("learn").high()).isEqualTo(25.25);
    }

    @Test
    void ifFewRoundsWereUndisturbedTheFastestThirdCounts() {
        Samples samples = samples(new double[] {100, 110, 120, 130, 140, 150}, new double[] {120, 120, 120, 120, 120, 120},
                new double[] {130, 190, 190, 190, 190, 140});

        assertThat(samples.time(Nothing.NAME).rounds()).isEqualTo(2);
        assertThat(samples.time("learn").rounds()).isEqualTo(2);
        assertThat(samples.added("learn").value()).isEqualTo(30);
    }

    @Test
    void aContenderThatTakesPartInSomeRoundsIsMeasuredInThose() {
        Samples samples = samples(new double[] {100, 100}, new double[] {120, 120}, new double[] {125, 125});
        samples.put("strace", 1, 5_100);

        assertThat(samples.added("strace").value()).isEqualTo(5_000);
        assertThat(samples.contenders()).containsExactly(Nothing.NAME, NullHook.NAME, "learn", "strace");
    }

    @Test
    void inTheRoundsOfAContenderOnlyThoseCountForTheOthersToo() {
        Samples samples = samples(new double[] {100, 110, 105}, new double[] {120, 131, 125}, new double[] {125, 150, 130});
        samples.put("strace", 1, 5_110);

        Samples shared = samples.inRoundsOf("strace");

        assertThat(shared.added("learn").value()).isEqualTo(40);
        assertThat(shared.added("strace").value()).isEqualTo(5_000);
        assertThat(samples.inRoundsOf("learn").added("learn")).isEqualTo(samples.added("learn"));
        assertThat(samples.time("learn").value()).as("the samples themselves are as they were").isEqualTo(127.5);
    }

    @Test
    void aRoundThatWasDroppedIsNoneOfAContenders() {
        Samples samples = samples(new double[] {100, 90}, new double[] {120, 95}, new double[] {125, 99});
        samples.put("strace", 0, 5_100);
        samples.put("strace", 1, 1_000);
        samples.drop(1);

        assertThat(samples.inRoundsOf("strace").added("learn").value()).isEqualTo(25);
    }

    @Test
    void aDroppedRoundIsNotLookedAt() {
        Samples samples = samples(new double[] {100, 90}, new double[] {120, 95}, new double[] {125, 300});
        samples.drop(1);

        assertThat(samples.added("learn").value()).isEqualTo(25);
    }

    @Test
    void withoutAnUndisturbedRoundThereIsNoFigure() {
        Samples samples = samples(new double[] {100}, new double[] {120}, new double[] {125});
        samples.drop(0);

        assertThatThrownBy(() -> samples.added("learn")).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("disturbed by another tracer");
    }
}
