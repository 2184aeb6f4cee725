// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The laws that hold for each kind of section. */
class SectionsTest {

    private static final int BASELINES = 40;

    private final List<Sections> samples = new ArrayList<>(List.of(Sections.EMPTY));

    SectionsTest() {
        for (int i = 0; i < BASELINES; i++) {
            samples.add(new RandomBaselines(i).next().sections());
        }
    }

    @Test
    void theSamplesHaveEachKind() {
        assertThat(SectionKind.ALL).extracting(SectionKind::property).doesNotHaveDuplicates().hasSizeGreaterThan(6);
        assertThat(SectionKind.ALL).allSatisfy(kind -> {
            assertThat(samples.stream().map(sections -> sections.get(kind)).distinct().count()).as(kind.property()).isGreaterThan(1);
            assertThat(kind.empty().isEmpty()).isTrue();
            assertThat(SectionKind.of(kind.property()).orElseThrow()).isSameAs(kind);
        });
    }

    @Test
    void joinIsIdempotentCommutativeAndAssociative() {
        for (Sections a : samples) {
            assertThat(a.join(a)).isSameAs(a);
            for (Sections b : samples) {
                assertThat(a.join(b)).isEqualTo(b.join(a));
                Sections c = samples.get(7);
                assertThat(a.join(b).join(c)).isEqualTo(a.join(b.join(c)));
            }
        }
    }

    @Test
    void whatLiesBeyondAFrozenOneMakesWithItTheJoinOfBoth() {
        for (Sections frozen : samples) {
            for (Sections later : samples) {
                assertThat(frozen.join(later.beyond(frozen))).isEqualTo(frozen.join(later));
                assertThat(later.beyond(frozen.join(later))).isEqualTo(Sections.EMPTY);
            }
        }
    }
}
