// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.profiling;

import io.winnow.analyzer.api.profiling.CallUseDocument;
import io.winnow.analyzer.metric.Distribution;
import io.winnow.analyzer.metric.Metric;
import io.winnow.analyzer.metric.Metrics;
import io.winnow.analyzer.metric.Sample;
import io.winnow.collector.document.SyscallUse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * The calls of profiled containers as metrics, by workload and call. An operator chose each workload, and no more than {@link Profilings#MAX_KEPT} are there:
 * so what a container does makes no more series than there are system calls.
 */
final class ProfilingMetrics {

    private static final double NANOS_PER_SECOND = 1e9;
    /** Every second power of two from a quarter of a microsecond to 17 s. */
    private static final int FIRST_BUCKET = 8;
    private static final int LAST_BUCKET = 34;
    private static final int STEP = 2;

    private final Collection<ProfiledCalls> profilings;

    ProfilingMetrics(Collection<ProfiledCalls> profilings) {
        this.profilings = profilings;
    }

    void register(Metrics metrics) {
        metrics.read(Metric.PROFILED_CALLS, () -> samples((use, labels) -> Sample.of(use.count(), labels)))
                .read(Metric.PROFILED_FAILURES, () -> samples((use, labels) -> Sample.of(use.failed(), labels)))
                .read(Metric.PROFILED_LATENCY, () -> samples((use, labels) -> Sample.of(distribution(use), labels)));
    }

    private List<Sample> samples(BiFunction<SyscallUse, String[], Sample> value) {
        Map<String, Map<String, SyscallUse>> byWorkload = new TreeMap<>();
        for (ProfiledCalls profiling : profilings) {
            Map<String, SyscallUse> calls = byWorkload.computeIfAbsent(profiling.container().workload(), none -> new TreeMap<>());
            profiling.totals().forEach(use -> calls.merge(CallUseDocument.label(use.abi(), use.nr()), use, SyscallUse::plus));
        }
        List<Sample> samples = new ArrayList<>();
        byWorkload.forEach((workload, calls) -> calls.forEach((call, use) -> samples.add(value.apply(use, new String[] {workload, call}))));
        return samples;
    }

    private static Distribution distribution(SyscallUse use) {
        List<Distribution.Bucket> buckets = new ArrayList<>();
        long below = 0;
        for (int i = 0; i < use.latency().size(); i++) {
            int bound = i + 1;
            below += use.latency().get(i);
            if (bound >= FIRST_BUCKET && bound <= LAST_BUCKET && (bound - FIRST_BUCKET) % STEP == 0) {
                buckets.add(new Distribution.Bucket(SyscallUse.lowerBound(bound) / NANOS_PER_SECOND, below));
            }
        }
        buckets.add(new Distribution.Bucket(Double.POSITIVE_INFINITY, below));
        return new Distribution(buckets, use.nanos() / NANOS_PER_SECOND);
    }
}
