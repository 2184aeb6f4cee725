// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * A figure of the report.
 *
 * @param measure what was attached, or what is counted
 * @param load what ran meanwhile
 * @param value the median over the measure's undisturbed rounds
 * @param low lower quartile, in the same unit; null for a single measurement
 * @param high upper quartile
 * @param rounds that were undisturbed, and count; null for a single measurement
 * @param unit of value, low and high
 * @param ratioToNull what the measure adds to the load's time over what the null program adds; null if it has no meaning
 * @param ratioToPeers the same over what other tools add, by their names, each in the rounds in which that tool took part; null if it was
 *     not asked for
 */
public record Row(
        String measure,
        String load,
        double value,
        Double low,
        Double high,
        Integer rounds,
        String unit,
        @JsonProperty("ratio_to_null") Double ratioToNull,
        @JsonProperty("ratio_to_peers") Map<String, Double> ratioToPeers) {

    public static Row of(String measure, String load, Samples.Figure figure, String unit, Double ratioToNull) {
        return new Row(measure, load, figure.value(), figure.low(), figure.high(), figure.rounds(), unit, ratioToNull, null);
    }

    public Row over(Map<String, Double> peers) {
        return new Row(measure, load, value, low, high, rounds, unit, ratioToNull, peers);
    }

    public static Row single(String measure, String load, double value, String unit) {
        return new Row(measure, load, value, null, null, null, unit, null, null);
    }
}
