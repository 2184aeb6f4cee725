// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api.profiling;

import java.util.List;

/**
 * How long calls took over time.
 *
 * @param from when the first slice begins, ISO-8601
 * @param sliceMillis length of each slice
 * @param boundsNanos where each bucket begins; it ends where the next begins, the last at the double
 * @param slices calls by bucket; an empty list if there were none
 */
public record HeatMapDocument(String from, long sliceMillis, List<Long> boundsNanos, List<List<Integer>> slices) {

    public HeatMapDocument {
        boundsNanos = List.copyOf(boundsNanos);
        slices = List.copyOf(slices);
    }
}
