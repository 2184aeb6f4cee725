// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.perf.report.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertsTest {

    private static List<Double> values(Map<Integer, Long> called, Map<Integer, Long> received) {
        return new Alerts(called, received).rows().stream().map(Row::value).toList();
    }

    @Test
    void callsAndArrivalsAreCountedAndTheLatencyIsThatOfWhatArrived() {
        assertThat(values(Map.of(1, 1_000_000L, 2, 2_000_000L), Map.of(1, 3_000_000L))).containsExactly(2.0, 1.0, 2.0, 2.0, 2.0, 2.0);
    }

    @Test
    void aViolationFromBeforeTheCallIsNoArrival() {
        assertThat(values(Map.of(1, 5_000_000L, 2, 2_000_000L), Map.of(1, 4_999_999L, 2, 2_500_000L)))
                .containsExactly(2.0, 1.0, 0.5, 0.5, 0.5, 0.5);
    }

    @Test
    void aViolationOfACallThatWasNotMadeIsNoArrival() {
        assertThat(values(Map.of(1, 0L), Map.of(1, 1_000_000L, 7, 9_000_000L))).startsWith(1.0, 1.0);
    }

    @Test
    void whereNoneArrivedThatIsSaid() {
        assertThatThrownBy(() -> new Alerts(Map.of(1, 5L, 2, 5L), Map.of(1, 4L)).rows()).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("calls=2");
    }
}
