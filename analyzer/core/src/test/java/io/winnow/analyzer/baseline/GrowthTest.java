// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GrowthTest {

    private static final int CASES = 3_000;
    private static final int STEPS = 6;

    @Test
    void theGrowthOfAHistoryJoinedInAnyOrderAndRepeatedlyIsTheBaseline() {
        RandomBaselines random = new RandomBaselines(19);
        Random order = new Random(19);
        for (int i = 0; i < CASES; i++) {
            List<Baseline> growth = new ArrayList<>();
            Baseline now = Baseline.EMPTY;
            for (int step = 0; step < STEPS; step++) {
                Baseline later = now.join(random.next());
                Baseline more = Growth.between(now, later);
                assertThat(now.join(more)).as("case %d step %d", i, step).isEqualTo(later);
                growth.add(more);
                now = later;
            }
            growth.add(growth.get(order.nextInt(STEPS)));
            Collections.shuffle(growth, order);
            assertThat(growth.stream().reduce(Baseline.EMPTY, Baseline::join)).as("case %d", i).isEqualTo(now);
        }
    }

    @Test
    void theGrowthOfTheSetsHasAllItemsAndSectionsAndTheRestOfTheGrowthTheCounts() {
        RandomBaselines random = new RandomBaselines(20);
        for (int i = 0; i < CASES; i++) {
            Baseline earlier = random.next();
            Baseline later = earlier.join(random.next());
            Baseline sets = earlier.join(Growth.ofSets(earlier, later));
            assertThat(sets.items().keySet()).as("case %d", i).isEqualTo(later.items().keySet());
            assertThat(sets.sections()).as("case %d", i).isEqualTo(later.sections());
            assertThat(sets.join(Growth.between(sets, later))).as("case %d", i).isEqualTo(later);
        }
    }

    @Test
    void whereNothingWasLearnedNothingHasGrown() {
        Baseline baseline = new RandomBaselines(21).next();
        assertThat(Growth.between(baseline, baseline)).isEqualTo(Baseline.EMPTY);
        assertThat(Growth.ofSets(baseline, baseline)).isEqualTo(Baseline.EMPTY);
    }

    @Test
    void pastTheBoundsOfABaselineTheJoinIsStillTheLaterOne() {
        Baseline earlier = BaselineTest.crowd(2_000, 3_000);
        Baseline later = earlier.join(BaselineTest.crowd(0, 4_000));
        assertThat(earlier.join(Growth.between(earlier, later))).isEqualTo(later);
        assertThat(later.items()).hasSize(Baseline.MAX_ITEMS);
    }
}
