// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.perf.report.Row;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Out-of-profile calls of containers that ran one after another, and the violations that came of them. A missing violation has no latency, so both are counted.
 *
 * @param runs in their order; the first begins with the first alert since the service started
 */
record Alerts(List<Run> runs) {
    private static final int DIGITS = 3;
    private static final String MEASURE = "alert";
    private static final String LOAD = "out-of-profile calls";

    /**
     * A run of a container.
     *
     * @param called when each call was made, nanoseconds since 1970, by number
     * @param received when the first violation of a call came, in the same time, by number
     */
    record Run(Map<Integer, Long> called, Map<Integer, Long> received) {

        /** Nanoseconds, in the order of the calls. */
        private List<Long> latencies() {
            return called.entrySet().stream().filter(call -> arrived(call.getKey(), call.getValue())).sorted(Map.Entry.comparingByValue())
                    .map(call -> received.get(call.getKey()) - call.getValue()).toList();
        }

        /** A violation from before its call is another's: a runtime's, say. */
        private boolean arrived(int number, long time) {
            Long came = received.get(number);
            return came != null && came >= time;
        }
    }

    /** @throws IllegalStateException if none came */
    List<Row> rows() {
        int made = runs.stream().mapToInt(run -> run.called.size()).sum();
        List<Long> latencies = runs.stream().flatMap(run -> run.latencies().stream()).toList();
        if (latencies.isEmpty()) {
            int others = runs.stream().mapToInt(run -> run.received.size()).sum();
            throw new IllegalStateException("no violation of an out-of-profile call arrived: calls=" + made + " other violations=" + others);
        }
        Histogram micros = new Histogram(DIGITS);
        latencies.forEach(nanos -> micros.recordValue(nanos / 1_000));
        return List.of(
                Row.single(MEASURE, LOAD, made, "calls made"),
                Row.single(MEASURE, LOAD, micros.getTotalCount(), "of them arrived as violations"),
                Row.single(MEASURE, LOAD, micros.getValueAtPercentile(50) / 1e3, "ms, p50 of those"),
                Row.single(MEASURE, LOAD, micros.getValueAtPercentile(99) / 1e3, "ms, p99 of those"),
                Row.single(MEASURE, LOAD, micros.getMaxValue() / 1e3, "ms, longest of those"),
                Row.single(MEASURE, LOAD, latencies.get(0) / 1e6, "ms, the first since the service started"));
    }
}
