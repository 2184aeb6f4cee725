// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpositionFormatTest {

    private static Readings readings() {
        Histogram latencies = new Histogram(0.1, 1);
        latencies.observe(0.1);
        latencies.observe(0.25);
        latencies.observe(5);
        return new Readings()
                .add(Metric.CONTAINERS, Sample.of(3))
                .add(Metric.READ_LAG, Sample.of(0.012))
                .add(Metric.ALERT_LATENCY, Sample.of(latencies.distribution()))
                .add(Metric.LOST, Sample.of(9_007_199_254_740_991L, "a\\b", "c\"d\ne"));
    }

    @Test
    void writesWhatPrometheusReads() {
        assertThat(ExpositionFormat.PROMETHEUS.write(readings())).isEqualTo("""
                # HELP winnow_read_lag_seconds %s
                # TYPE winnow_read_lag_seconds gauge
                winnow_read_lag_seconds 0.012
                # HELP winnow_containers %s
                # TYPE winnow_containers gauge
                winnow_containers 3
                # HELP winnow_alert_latency_seconds %s
                # TYPE winnow_alert_latency_seconds histogram
                winnow_alert_latency_seconds_bucket{le="0.1"} 1
                winnow_alert_latency_seconds_bucket{le="1"} 2
                winnow_alert_latency_seconds_bucket{le="+Inf"} 3
                winnow_alert_latency_seconds_sum 5.35
                winnow_alert_latency_seconds_count 3
                # HELP winnow_lost_total %s
                # TYPE winnow_lost_total counter
                winnow_lost_total{hop="a\\\\b",reason="c\\"d\\ne"} 9007199254740991
                """.formatted(Metric.READ_LAG.help(), Metric.CONTAINERS.help(), Metric.ALERT_LATENCY.help(), Metric.LOST.help()));
    }

    @Test
    void inOpenMetricsACountersFamilyHasNoSuffixAndTheEndIsMarked() {
        assertThat(ExpositionFormat.OPENMETRICS.write(readings()))
                .contains("# HELP winnow_lost ", "# TYPE winnow_lost counter\n", "\nwinnow_lost_total{", "# TYPE winnow_containers gauge\n")
                .endsWith("\n# EOF\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''                                                                                       | PROMETHEUS",
        "*/*                                                                                      | PROMETHEUS",
        "text/html                                                                                | PROMETHEUS",
        "text/plain;version=0.0.4                                                                 | PROMETHEUS",
        "application/openmetrics-text                                                             | OPENMETRICS",
        "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1      | OPENMETRICS",
        "Application/OpenMetrics-Text; version=1.0.0; q=0.8, text/plain                           | PROMETHEUS",
        "application/openmetrics-text;q=0                                                         | PROMETHEUS",
        "application/openmetrics-text;q=x                                                         | OPENMETRICS"
    })
    void aClientGetsTheFormThatItPrefers(String accept, ExpositionFormat format) {
        assertThat(ExpositionFormat.accepted(accept)).isEqualTo(format);
    }
}
