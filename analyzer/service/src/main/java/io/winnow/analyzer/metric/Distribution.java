// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.metric;

import java.util.List;

/**
 * How often a measure was how large.
 *
 * @param buckets in rising order; the last has no bound
 * @param sum of all that was measured
 */
public record Distribution(List<Bucket> buckets, double sum) {

    /**
     * How often a measure was at most this.
     *
     * @param bound infinite in the last bucket
     * @param count those of the buckets before it included
     */
    public record Bucket(double bound, long count) {}

    public Distribution {
        buckets = List.copyOf(buckets);
    }

    /** How often was measured. */
    public long count() {
        return buckets.get(buckets.size() - 1).count();
    }
}
