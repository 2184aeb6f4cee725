// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.RandomBaselines;
import java.util.List;
import org.junit.jupiter.api.Test;

class BaselinePartsTest {

    private static final int CASES = 3_000;

    @Test
    void partsJoinToTheWholeAndAreAsSmallAsTheyShouldBe() {
        RandomBaselines random = new RandomBaselines(22);
        for (int i = 0; i < CASES; i++) {
            Baseline whole = random.next().join(random.next());
            List<Baseline> parts = BaselineParts.of(whole, BaselinePartsTest::size, 2);
            assertThat(parts.stream().reduce(Baseline.EMPTY, Baseline::join)).as("case %d", i).isEqualTo(whole);
            assertThat(parts).as("case %d", i).allSatisfy(part -> assertThat(size(part)).isLessThanOrEqualTo(2));
        }
    }

    private static long size(Baseline part) {
        return (long) part.items().size() + part.sections().byKind().size() + part.filters().size();
    }

    @Test
    void aBaselineThatIsSmallIsOnePart() {
        Baseline whole = new RandomBaselines(23).next();
        assertThat(BaselineParts.of(whole, part -> 1, 1)).containsExactly(whole);
        assertThat(BaselineParts.of(Baseline.EMPTY, part -> 2, 1)).containsExactly(Baseline.EMPTY);
    }
}
