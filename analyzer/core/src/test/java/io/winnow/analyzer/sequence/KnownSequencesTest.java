// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.collector.record.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KnownSequencesTest {

    private static final int[] LOOP = {232, 288, 0, 1, 3, 232, 45, 44};

    /** A thread that goes round its loop so many times. */
    private static List<RecordedCall> loop(int thread, int times) {
        List<RecordedCall> calls = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            for (int nr : LOOP) {
                calls.add(new RecordedCall(1, thread, Abi.X86_64, nr));
            }
        }
        return calls;
    }

    /** Two threads of a process as a scheduler may have them. */
    private static List<RecordedCall> interleaved(long seed) {
        List<RecordedCall> one = loop(1, 100);
        List<RecordedCall> other = loop(2, 100);
        Random random = new Random(seed);
        List<RecordedCall> calls = new ArrayList<>();
        while (!one.isEmpty() || !other.isEmpty()) {
            List<RecordedCall> next = other.isEmpty() || !one.isEmpty() && random.nextBoolean() ? one : other;
            calls.add(next.remove(0));
        }
        return calls;
    }

    private static List<RecordedCall> with(List<RecordedCall> calls, int at, int... inserted) {
        List<RecordedCall> longer = new ArrayList<>(calls);
        for (int i = 0; i < inserted.length; i++) {
            longer.add(at + i, new RecordedCall(1, 1, Abi.X86_64, inserted[i]));
        }
        return longer;
    }

    @ParameterizedTest
    @EnumSource
    void whatWasSeenIsNoAnomaly(SequenceMethod method) {
        KnownSequences known = KnownSequences.of(method, List.of(loop(1, 5), loop(1, 9)));
        assertThat(known.hashes()).as("one for each place in the loop").hasSize(LOOP.length);
        assertThat(known.threshold()).isZero();
        assertThat(known.score(loop(7, 50))).isZero();
        assertThat(known.isAnomaly(0)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void knownCallsInAnotherOrderAre(SequenceMethod method) {
        KnownSequences known = KnownSequences.of(method, List.of(loop(1, 5), loop(1, 9)));
        int score = known.score(with(loop(1, 50), 40, 1));
        assertThat(score).as("each sequence that the inserted call is in, and no other").isEqualTo(KnownSequences.LENGTH);
        assertThat(known.isAnomaly(score)).isTrue();
    }

    @Test
    void theOrderOfThreadsIsNoSequenceIfTheyAreKeptApart() {
        List<List<RecordedCall>> normal = List.of(interleaved(1), interleaved(2), interleaved(3));
        List<RecordedCall> another = interleaved(4);
        KnownSequences byThread = KnownSequences.of(SequenceMethod.THREADS, normal);
        assertThat(byThread.threshold()).isZero();
        assertThat(byThread.score(another)).isZero();
        assertThat(byThread.isAnomaly(byThread.score(with(another, 300, 1, 1)))).isTrue();
        assertThat(KnownSequences.of(SequenceMethod.STIDE, normal).threshold()).as("of processes").isPositive();
    }

    @Test
    void aCallOfAnotherTableIsAnother() {
        KnownSequences known = KnownSequences.of(SequenceMethod.THREADS, List.of(loop(1, 5), loop(1, 9)));
        List<RecordedCall> i386 = loop(1, 9).stream().map(call -> new RecordedCall(1, 1, Abi.I386, call.nr())).toList();
        assertThat(known.score(i386)).isEqualTo(i386.size() - KnownSequences.LENGTH + 1);
    }

    @Test
    void theThresholdIsTheGreatestScoreOfARecordingByTheOthers() {
        List<RecordedCall> odd = with(loop(1, 20), 40, 1, 1);
        KnownSequences known = KnownSequences.of(SequenceMethod.THREADS, List.of(loop(1, 20), loop(1, 20), odd));
        assertThat(known.threshold()).isEqualTo(KnownSequences.LENGTH + 1);
        assertThat(known.score(odd)).as("it has been learned").isZero();
        assertThatThrownBy(() -> KnownSequences.of(SequenceMethod.THREADS, List.of(odd))).hasMessageContaining("two recordings");
    }
}
