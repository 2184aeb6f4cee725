// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.metric;

import java.util.List;
import java.util.Optional;

/**
 * One value of a metric.
 *
 * @param labels values of the metric's labels, in its order
 * @param value of a histogram: how often it was measured
 * @param distribution only of a histogram
 */
public record Sample(List<String> labels, double value, Optional<Distribution> distribution) {

    public Sample {
        labels = List.copyOf(labels);
    }

    public static Sample of(double value, String... labels) {
        return new Sample(List.of(labels), value, Optional.empty());
    }

    /** Of a histogram. */
    public static Sample of(Distribution distribution, String... labels) {
        return new Sample(List.of(labels), distribution.count(), Optional.of(distribution));
    }
}
