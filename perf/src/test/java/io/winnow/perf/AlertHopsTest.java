// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AlertHopsTest {

    @Test
    void aPercentileIsAtMostTheBoundOfItsBucket() {
        assertThat(AlertHops.rows("""
                winnow_alert_hop_seconds_bucket{hop="ring",le="0.001"} 60
                winnow_alert_hop_seconds_bucket{hop="ring",le="0.0025"} 98
                winnow_alert_hop_seconds_bucket{hop="ring",le="+Inf"} 100
                winnow_alert_hop_seconds_sum{hop="ring"} 1
                """)).extracting(row -> row.measure() + " " + row.value() + " " + row.unit())
                .containsExactly("ring 1.0 ms, p50 at most", "ring Infinity ms, p99 at most");
    }
}
