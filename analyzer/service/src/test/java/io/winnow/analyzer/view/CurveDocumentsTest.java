// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.api.CurveDocument;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.Stage;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The band against a workload of which it is known how often it makes each call. */
class CurveDocumentsTest {

    private static final int BASELINES = 200;
    private static final int WINDOWS = 40;
    private static final int CALLS = 60;

    private final Random random = new Random(7);

    /** The chance that a window has a call: some are in almost each, some in one of a hundred. */
    private static double chance(int call) {
        return Math.min(1, 0.9 * Math.pow(0.93, call) + 0.01);
    }

    private static double expected(int windows) {
        return IntStream.range(0, CALLS).mapToDouble(call -> 1 - Math.pow(1 - chance(call), windows)).sum();
    }

    @Test
    void theBandHasWhatIsExpectedInAboutNineteenOfTwentyPlaces() {
        int[] inside = new int[WINDOWS + 1];
        int places = 0;
        for (int i = 0; i < BASELINES; i++) {
            for (CurveDocument.Point point : curve().points()) {
                places++;
                assertThat(point.items()).isBetween(point.low(), point.high());
                if (expected(point.units()) >= point.low() && expected(point.units()) <= point.high()) {
                    inside[point.units()]++;
                }
            }
        }
        double all = IntStream.of(inside).sum() / (double) places;
        double last = inside[WINDOWS] / (double) BASELINES;
        System.out.printf("band of the discovery curve: %.1f %% of the places have what is expected, at the end %.1f %%%n", 100 * all, 100 * last);
        assertThat(all).isGreaterThanOrEqualTo(0.93);
        // what is still unseen is estimated from below, and the end of the band with it
        assertThat(last).isGreaterThanOrEqualTo(0.85);
    }

    private CurveDocument curve() {
        BaselineBuilder builder = new BaselineBuilder();
        Set<Item> all = new HashSet<>();
        for (int window = 1; window <= WINDOWS; window++) {
            Set<Item> seen = new HashSet<>();
            IntStream.range(0, CALLS).filter(call -> random.nextDouble() < chance(call)).forEach(call -> seen.add(Item.syscall(Abi.X86_64, Stage.SERVE, call)));
            all.addAll(seen);
            int number = window;
            builder.replica("a", replica -> replica.withWindow(number, seen));
        }
        all.forEach(item -> builder.see(item, Observations.by(1)));
        List<CurveDocument> curves = new CurveDocuments().of(builder.build());
        assertThat(curves).hasSize(1);
        return curves.get(0);
    }
}
