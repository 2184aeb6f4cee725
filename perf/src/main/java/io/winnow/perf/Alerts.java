// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.perf.report.Row;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Out-of-profile calls, and the violations that came of them. A missing violation has no latency, so both are counted.
 *
 * @param called when each call was made, nanoseconds since 1970, by number
 * @param received when the first violation of a call came, in the same time, by number
 */
record Alerts(Map<Integer, Long> called, Map<Integer, Long> received) {
    private static final int DIGITS = 3;
    private static final String MEASURE = "alert";
    private static final String LOAD = "out-of-profile calls";

    /** @throws IllegalStateException if none came */
    List<Row> rows() {
        Histogram micros = latencies();
        long arrived = micros.getTotalCount();
        if (arrived == 0) {
            throw new IllegalStateException(
                    "no violation of an out-of-profile call arrived: calls=" + called.size() + " other violations=" + received.size());
        }
        return List.of(
                Row.single(MEASURE, LOAD, called.size(), "calls made"),
                Row.single(MEASURE, LOAD, arrived, "of them arrived as violations"),
                Row.single(MEASURE, LOAD, micros.getValueAtPercentile(50) / 1e3, "ms, p50 of those"),
                Row.single(MEASURE, LOAD, micros.getValueAtPercentile(99) / 1e3, "ms, p99 of those"),
                Row.single(MEASURE, LOAD, micros.getMaxValue() / 1e3, "ms, longest of those"),
                Row.single(MEASURE, LOAD, first() / 1e6, "ms, the first since the service started"));
    }

    /** Nanoseconds. */
    private long first() {
        return called.entrySet().stream().filter(call -> arrived(call.getKey(), call.getValue())).min(Map.Entry.comparingByValue())
                .map(call -> received.get(call.getKey()) - call.getValue()).orElseThrow();
    }

    /** A violation from before its call is another's: a runtime's, say. */
    private boolean arrived(int number, long time) {
        Long came = received.get(number);
        return came != null && came >= time;
    }

    /** Microseconds. */
    private Histogram latencies() {
        Histogram micros = new Histogram(DIGITS);
        called.forEach((number, time) -> {
            if (arrived(number, time)) {
                micros.recordValue((received.get(number) - time) / 1_000);
            }
        });
        return micros;
    }
}
