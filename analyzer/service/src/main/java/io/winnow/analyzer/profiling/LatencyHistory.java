// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.profiling;

import io.winnow.analyzer.api.profiling.HeatMapDocument;
import io.winnow.collector.document.SyscallUse;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.WallTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long calls took, in slices of time. A slice is a second long at first; when there are too many, each two become one, so that all of it is kept however
 * long it lasts.
 */
final class LatencyHistory {

    static final int MAX_SLICES = 240;

    private final long start;
    private long width = TimeUnit.SECONDS.toNanos(1);
    /** Calls by bucket; null if there were none in that slice. */
    private List<int[]> slices = new ArrayList<>();

    /** @param start wall time, nanoseconds since 1970 */
    LatencyHistory(long start) {
        this.start = start;
    }

    /**
     * Adds what came in one sample.
     *
     * @param latency calls by bucket
     */
    void add(long time, List<Long> latency) {
        long passed = Math.max(0, time - start);
        while (passed / width >= MAX_SLICES) {
            halve();
        }
        int at = (int) (passed / width);
        while (slices.size() <= at) {
            slices.add(null);
        }
        int[] slice = slices.get(at) == null ? new int[Layout.LATENCY_BUCKETS] : slices.get(at);
        for (int i = 0; i < latency.size(); i++) {
            slice[i] = bounded((long) slice[i] + latency.get(i));
        }
        slices.set(at, slice);
    }

    private void halve() {
        List<int[]> halved = new ArrayList<>();
        for (int i = 0; i < slices.size(); i += 2) {
            halved.add(joined(slices.get(i), i + 1 < slices.size() ? slices.get(i + 1) : null));
        }
        slices = halved;
        width *= 2;
    }

    private static int[] joined(int[] one, int[] other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        for (int i = 0; i < one.length; i++) {
            one[i] = bounded((long) one[i] + other[i]);
        }
        return one;
    }

    private static int bounded(long calls) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, calls));
    }

    /** Only the buckets between the first and the last that have calls. */
    HeatMapDocument document() {
        int first = Layout.LATENCY_BUCKETS;
        int last = -1;
        for (int[] slice : slices) {
            for (int i = 0; slice != null && i < slice.length; i++) {
                if (slice[i] > 0) {
                    first = Math.min(first, i);
                    last = Math.max(last, i);
                }
            }
        }
        List<Long> bounds = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            bounds.add(SyscallUse.lowerBound(i));
        }
        int from = Math.min(first, last + 1);
        int to = last + 1;
        return new HeatMapDocument(WallTime.millis(start).toString(), TimeUnit.NANOSECONDS.toMillis(width), bounds,
                slices.stream().map(slice -> numbers(slice, from, to)).toList());
    }

    private static List<Integer> numbers(int[] slice, int from, int to) {
        return slice == null ? List.of() : Arrays.stream(slice, from, to).boxed().toList();
    }
}
