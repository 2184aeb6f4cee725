// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import io.winnow.analyzer.metric.Metric;
import io.winnow.analyzer.metric.Readings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How the analyzer is doing.
 *
 * @param version of the program
 * @param node the host's name; null before the first session document
 * @param startedAt ISO-8601
 * @param queue directory that is read
 * @param documents read since the start
 * @param lagMillis age of the newest document when it was read; null before the first
 * @param workloads known
 * @param frozen of them
 * @param containers running
 * @param violations published since the start
 * @param refused system calls that seccomp refused and that were seen since the start, each once a container, as far as that was asked for
 * @param publishing where violations go
 * @param unconfirmed events in flight
 * @param oldestUnconfirmedMillis how long ago the oldest of them happened; 0 if there is none
 * @param connected whether events are delivered
 * @param retryingSince ISO-8601, since when none are, though it is tried again and again; null if all is well
 * @param lastError why nothing is delivered at the moment; null if all is well
 * @param owners how the API server answers that is asked for the owners of pods; null if none is
 * @param losses by hop and reason; absolute
 */
public record StatusDocument(
        String version,
        String node,
        String startedAt,
        String queue,
        long documents,
        Long lagMillis,
        int workloads,
        int frozen,
        int containers,
        long violations,
        long refused,
        String publishing,
        int unconfirmed,
        long oldestUnconfirmedMillis,
        boolean connected,
        String retryingSince,
        String lastError,
        String owners,
        Map<String, Long> losses) {

    private static final double MILLIS_PER_SECOND = 1000;

    /**
     * How events are delivered.
     *
     * @param place where they go
     */
    public record Delivery(String place, boolean connected, Optional<Instant> failingSince, Optional<String> lastError) {}

    /**
     * What the metrics say, beside what is no number.
     *
     * @param node empty before the first session document
     */
    public static StatusDocument of(
            String version, String node, Instant startedAt, String queue, Delivery delivery, Optional<String> owners, Readings readings) {
        OptionalDouble lag = readings.sum(Metric.READ_LAG);
        Map<String, Long> losses = new TreeMap<>();
        readings.samples(Metric.LOST).forEach(sample -> losses.put(String.join("/", sample.labels()), Math.round(sample.value())));
        return new StatusDocument(
                version,
                node.isEmpty() ? null : node,
                startedAt.toString(),
                queue,
                readings.count(Metric.DOCUMENTS),
                lag.isPresent() ? Math.round(lag.getAsDouble() * MILLIS_PER_SECOND) : null,
                (int) readings.count(Metric.WORKLOADS),
                (int) readings.count(Metric.FROZEN_WORKLOADS),
                (int) readings.count(Metric.CONTAINERS),
                readings.count(Metric.VIOLATIONS),
                readings.count(Metric.REFUSED_CALLS),
                delivery.place(),
                (int) readings.count(Metric.UNCONFIRMED_EVENTS),
                Math.round(readings.sum(Metric.OLDEST_UNCONFIRMED).orElse(0) * MILLIS_PER_SECOND),
                delivery.connected(),
                delivery.failingSince().map(since -> since.truncatedTo(ChronoUnit.MILLIS).toString()).orElse(null),
                delivery.lastError().orElse(null),
                owners.orElse(null),
                losses);
    }
}
