// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.metric;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The values of all metrics at one moment. */
public final class Readings {

    private final Map<Metric, List<Sample>> samples = new EnumMap<>(Metric.class);

    /** @throws IllegalArgumentException if the sample has not the metric's labels */
    public Readings add(Metric metric, Sample sample) {
        if (sample.labels().size() != metric.labels().size()) {
            throw new IllegalArgumentException("metric " + metric.metricName() + " has the labels " + metric.labels() + ", and not values " + sample.labels());
        }
        samples.computeIfAbsent(metric, any -> new ArrayList<>()).add(sample);
        return this;
    }

    /** In the order in which they were read; empty if there is no value now. */
    public List<Sample> samples(Metric metric) {
        return List.copyOf(samples.getOrDefault(metric, List.of()));
    }

    /** The sum over all labels; empty if there is no value now. */
    public OptionalDouble sum(Metric metric) {
        return samples.containsKey(metric) ? OptionalDouble.of(samples(metric).stream().mapToDouble(Sample::value).sum()) : OptionalDouble.empty();
    }

    /** The whole number that a metric counts, over all labels; 0 if there is no value now. */
    public long count(Metric metric) {
        return Math.round(sum(metric).orElse(0));
    }
}
