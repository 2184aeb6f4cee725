// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.metric.Metric;
import io.winnow.analyzer.metric.Metrics;
import io.winnow.analyzer.metric.Sample;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How old what is read from the queue is, and since when nothing was written to it. For one thread, but for what says otherwise. */
final class ReadTimes {

    private static final double MILLIS_PER_SECOND = 1000;

    private long newest;
    /** Age of the newest event when it was read, in milliseconds; −1 before the first. */
    private long lag = -1;
    private volatile long written;

    void register(Metrics metrics) {
        metrics.read(Metric.READ_LAG, () -> lag < 0 ? List.of() : List.of(Sample.of(lag / MILLIS_PER_SECOND)))
                .read(Metric.COLLECTOR_SILENCE, () -> written == 0 ? List.of() : List.of(Sample.of(silence() / MILLIS_PER_SECOND)));
    }

    void read(Event event) {
        written = event.time() == 0 ? written : event.time();
        if (event.time() > newest) {
            newest = event.time();
            lag = Math.max(0, System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(newest));
        }
    }

    /** Wall time of what was read last, nanoseconds since 1970; 0 before the first. For any thread. */
    long written() {
        return written;
    }

    /** Milliseconds since what was read last was written; those since 1970 before the first. For any thread. */
    long silence() {
        return Math.max(0, System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(written));
    }
}
