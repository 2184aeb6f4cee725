// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Counts how often a measure is how large. For one thread. */
public final class Histogram {

    private final double[] bounds;
    private final long[] counts;
    private double sum;

    /** @param bounds in rising order, all finite */
    public Histogram(double... bounds) {
        this.bounds = bounds.clone();
        this.counts = new long[bounds.length + 1];
    }

    public void observe(double value) {
        int found = Arrays.binarySearch(bounds, value);
        counts[found < 0 ? -found - 1 : found]++;
        sum += value;
    }

    public Distribution distribution() {
        List<Distribution.Bucket> buckets = new ArrayList<>();
        long below = 0;
        for (int i = 0; i < counts.length; i++) {
            below += counts[i];
            buckets.add(new Distribution.Bucket(i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY, below));
        }
        return new Distribution(buckets, sum);
    }
}
