// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.metric;

import java.util.List;

/**
 * One value of a metric.
 *
 * @param labels values of the metric's labels, in its order
 */
public record Sample(List<String> labels, double value) {

    public Sample {
        labels = List.copyOf(labels);
    }

    public static Sample of(double value, String... labels) {
        return new Sample(List.of(labels), value);
    }
}
