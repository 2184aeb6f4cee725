// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.metric;

/** How long alerts take on one hop, in seconds. For one thread. */
public final class Delays {

    private static final double NANOS_PER_SECOND = 1e9;
    /** Fine where an alert should be, coarse where it waits for a broker that is away. */
    private static final double[] BOUNDS =
            {0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.075, 0.1, 0.25, 1, 10, 60, 3600};

    private final Histogram histogram = new Histogram(BOUNDS);
    private final String hop;

    /** @param hop its name, as the metric's label has it */
    public Delays(String hop) {
        this.hop = hop;
    }

    /** @param nanos one that is negative, by clocks that were set, counts as none */
    public void observe(long nanos) {
        histogram.observe(Math.max(0, nanos) / NANOS_PER_SECOND);
    }

    public Sample sample() {
        return Sample.of(histogram.distribution(), hop);
    }
}
