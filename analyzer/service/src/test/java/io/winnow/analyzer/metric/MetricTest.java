// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The declarations follow the rules of Prometheus. */
class MetricTest {

    private static final String[] BASE_UNITS = {"seconds", "bytes"};

    @Test
    void eachNameAndEachHelpTextIsOfOneMetric() {
        assertThat(Metric.values()).extracting(Metric::metricName).doesNotHaveDuplicates();
        assertThat(Metric.values()).extracting(Metric::help).doesNotHaveDuplicates();
    }

    @Test
    void namesAndLabelsAreThoseThatPrometheusTakes() {
        assertThat(Metric.values()).allSatisfy(metric -> {
            assertThat(metric.metricName()).matches("winnow(_[a-z]+)+");
            assertThat(metric.metricName().endsWith("_total")).as(metric.metricName()).isEqualTo(metric.kind() == Metric.Kind.COUNTER);
            assertThat(metric.labels()).allMatch(label -> label.matches("[a-z]+")).doesNotHaveDuplicates();
        });
    }

    @Test
    void aMeasureHasItsUnitInItsName() {
        assertThat(Arrays.stream(Metric.values()).filter(metric -> Arrays.asList(BASE_UNITS).contains(metric.unit())))
                .allSatisfy(metric -> assertThat(metric.metricName()).contains("_" + metric.unit()));
    }

    @Test
    void aHelpTextIsASentenceOnOneLine() {
        assertThat(Metric.values()).extracting(Metric::help).allMatch(help -> help.matches("[A-Z][^\\n\\\\]+\\."));
    }

    @Test
    void theDocumentSaysWhatEachMetricMeans() throws IOException {
        String rows = Arrays.stream(Metric.values())
                .map(metric -> "| `%s` | %s | %s | %s |".formatted(metric.metricName(), metric.kind().name().toLowerCase(Locale.ROOT),
                        metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", ")), metric.help()))
                .collect(Collectors.joining("\n"));
        assertThat(Files.readString(Path.of("../../docs/metrics.md"))).contains("|---|---|---|---|\n" + rows + "\n\n");
    }

    @Test
    void aMetricIsReadInOnePlaceAndWithItsLabels() {
        Metrics metrics = new Metrics().read(Metric.CONTAINERS, () -> 3);
        assertThat(metrics.readings().count(Metric.CONTAINERS)).isEqualTo(3);
        assertThatIllegalArgumentException().isThrownBy(() -> metrics.read(Metric.CONTAINERS, () -> 4)).withMessageContaining("winnow_containers");
        assertThatIllegalArgumentException().isThrownBy(() -> new Readings().add(Metric.LOST, Sample.of(1))).withMessageContaining("[hop, reason]");
    }
}
