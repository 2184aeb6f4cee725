// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.cluster;

import io.winnow.analyzer.api.cluster.ClusterWorkload;
import io.winnow.analyzer.api.cluster.ClusterWorkloads;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.metric.Metric;
import io.winnow.analyzer.metric.Readings;
import io.winnow.analyzer.metric.Sample;
import java.util.List;
import java.util.function.Predicate;

/** What a hub measures. */
final class ClusterReadings {

    private ClusterReadings() {}

    /** @param version of the program */
    static Readings of(ClusterWorkloads cluster, String version) {
        List<Workload> all = cluster.all().stream().map(ClusterWorkload::workload).toList();
        Readings readings = new Readings()
                .add(Metric.WORKLOADS, Sample.of(all.size()))
                .add(Metric.FROZEN_WORKLOADS, count(all, Workload::frozen))
                .add(Metric.PARTIAL_WORKLOADS, count(all, workload -> !workload.partialReasons().isEmpty()))
                .add(Metric.PENDING_WORKLOADS, count(all, Workload::reviewDue))
                .add(Metric.BUILD_INFO, Sample.of(1, version, System.getProperty("java.version")));
        cluster.refused().forEach((reason, reports) -> readings.add(Metric.REFUSED_REPORTS, Sample.of(reports, reason)));
        return readings;
    }

    private static Sample count(List<Workload> all, Predicate<Workload> which) {
        return Sample.of(all.stream().filter(which).count());
    }
}
