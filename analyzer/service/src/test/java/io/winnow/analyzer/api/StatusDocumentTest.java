// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.metric.Metric;
import io.winnow.analyzer.metric.Readings;
import io.winnow.analyzer.metric.Sample;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The status is made of metrics. */
class StatusDocumentTest {

    private static StatusDocument status(Readings readings) {
        return StatusDocument.of("1", "", Instant.EPOCH, "/queue", new StatusDocument.Delivery("nowhere", true, Optional.empty(), Optional.empty()),
                Optional.empty(), readings);
    }

    @Test
    void eachNumberIsThatOfAMetric() throws ReflectiveOperationException {
        Readings readings = new Readings();
        for (Metric metric : Metric.values()) {
            readings.add(metric, Sample.of(1000 + metric.ordinal(), metric.labels().toArray(String[]::new)));
        }
        StatusDocument status = status(readings);
        for (RecordComponent field : StatusDocument.class.getRecordComponents()) {
            Object value = field.getAccessor().invoke(status);
            if (value instanceof Number number) {
                long factor = field.getName().endsWith("Millis") ? 1000 : 1;
                assertThat(Arrays.stream(Metric.values()).map(metric -> (1000L + metric.ordinal()) * factor)).as(field.getName()).contains(number.longValue());
            }
        }
        assertThat(status.losses()).isEqualTo(Map.of("hop/reason", 1000L + Metric.LOST.ordinal()));
    }

    @Test
    void beforeTheFirstEventThereIsNoLag() {
        assertThat(status(new Readings()).lagMillis()).isNull();
        assertThat(status(new Readings().add(Metric.READ_LAG, Sample.of(0.012))).lagMillis()).isEqualTo(12);
    }
}
