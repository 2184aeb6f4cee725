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
        return new Alerts(List.of(new Alerts.Run(called, received))).rows().stream().map(Row::value).toList();
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
    void theFirstAlertIsThatOfTheFirstCallOfTheFirstRun() {
        List<Row> rows = new Alerts(List.of(
                new Alerts.Run(Map.of(1, 2_000_000L, 2, 1_000_000L), Map.of(1, 3_000_000L, 2, 5_000_000L)),
                new Alerts.Run(Map.of(1, 9_000_000L), Map.of(1, 11_000_000L)))).rows();
        assertThat(rows.stream().map(Row::value)).containsExactly(3.0, 3.0, 2.0, 4.001, 4.001, 4.0);
    }

    @Test
    void whereNoneArrivedThatIsSaid() {
        assertThatThrownBy(() -> values(Map.of(1, 5L, 2, 5L), Map.of(1, 4L))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("calls=2");
    }
}
