// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.perf.report.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the service counts of each hop of its alerts, as bounds: at most so long the percentile took. */
final class AlertHops {
    private static final Pattern BUCKET =
            Pattern.compile("winnow_alert_hop_seconds_bucket\\{hop=\"([a-z]+)\",le=\"([0-9.E+-]+|\\+Inf)\"\\} (\\d+)");

    private AlertHops() {}

    /** @param metrics as Prometheus reads them */
    static List<Row> rows(String metrics) {
        Map<String, TreeMap<Double, Long>> hops = new LinkedHashMap<>();
        for (String line : metrics.lines().toList()) {
            Matcher bucket = BUCKET.matcher(line);
            if (bucket.matches()) {
                double bound = bucket.group(2).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bucket.group(2));
                hops.computeIfAbsent(bucket.group(1), hop -> new TreeMap<>()).put(bound, Long.valueOf(bucket.group(3)));
            }
        }
        return hops.entrySet().stream().flatMap(hop -> Stream.of(row(hop.getKey(), hop.getValue(), 50), row(hop.getKey(), hop.getValue(), 99))).toList();
    }

    private static Row row(String hop, NavigableMap<Double, Long> buckets, int percentile) {
        double rank = Math.ceil(buckets.lastEntry().getValue() * percentile / 100.0);
        double seconds = buckets.entrySet().stream().filter(bucket -> bucket.getValue() >= rank).findFirst().orElseThrow().getKey();
        return Row.single(hop, "out-of-profile calls", seconds * 1e3, "ms, p" + percentile + " at most");
    }
}
