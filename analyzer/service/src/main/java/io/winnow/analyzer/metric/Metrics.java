// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.metric;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Where the values of the metrics are read from. To be read by the thread that owns what is counted. */
public final class Metrics {

    private final Map<Metric, Supplier<? extends Iterable<Sample>>> sources = new EnumMap<>(Metric.class);

    /** Says where a metric without labels is read. */
    public Metrics read(Metric metric, LongSupplier value) {
        return read(metric, () -> List.of(Sample.of(value.getAsLong())));
    }

    /**
     * Says where a metric is read.
     *
     * @param samples one for each combination of labels that there is
     * @throws IllegalArgumentException if it is read elsewhere already
     */
    public Metrics read(Metric metric, Supplier<? extends Iterable<Sample>> samples) {
        if (sources.putIfAbsent(metric, samples) != null) {
            throw new IllegalArgumentException("metric " + metric.metricName() + " is registered twice");
        }
        return this;
    }

    /** The values of now. */
    public Readings readings() {
        Readings readings = new Readings();
        sources.forEach((metric, samples) -> samples.get().forEach(sample -> readings.add(metric, sample)));
        return readings;
    }
}
