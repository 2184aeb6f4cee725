// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.report;

import io.winnow.perf.contender.Nothing;
import io.winnow.perf.contender.NullHook;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Nanoseconds of one load, by contender and round. Whatever disturbs a measurement makes it longer, and it comes and goes within a round. So
 * each contender has undisturbed rounds of its own: those in which it took at most 5 % more than in its best one, or, if fewer than a third
 * are that, the fastest third. A figure is the median over them; what a contender adds is its time less the figure of nothing attached.
 */
public final class Samples {
    private static final double UNDISTURBED = 1.05;

    private final int rounds;
    private final Map<String, double[]> nanos = new LinkedHashMap<>();

    public Samples(int rounds) {
        this.rounds = rounds;
    }

    /**
     * A median and the quartiles around it.
     *
     * @param rounds that count
     */
    public record Figure(double value, double low, double high, int rounds) {

        private static Figure of(double[] values) {
            double[] sorted = Arrays.stream(values).sorted().toArray();
            return new Figure(quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75), sorted.length);
        }

        private static double quantile(double[] sorted, double part) {
            double at = part * (sorted.length - 1);
            int below = (int) at;
            int above = Math.min(below + 1, sorted.length - 1);
            return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
        }
    }

    public void put(String contender, int round, double value) {
        double[] row = nanos.computeIfAbsent(contender, name -> {
            double[] none = new double[rounds];
            Arrays.fill(none, Double.NaN);
            return none;
        });
        row[round] = value;
    }

    /** A round that another program has disturbed: it does not count. */
    public void drop(int round) {
        nanos.values().forEach(row -> row[round] = Double.NaN);
    }

    /**
     * The same of all contenders, but only of the rounds in which this one took part. Of more rounds the best one is better: who is held
     * against a contender with fewer of them must have no more.
     */
    public Samples inRoundsOf(String contender) {
        Samples shared = new Samples(rounds);
        nanos.forEach((name, row) -> shared.nanos.put(name, row.clone()));
        double[] taken = nanos.get(contender);
        IntStream.range(0, rounds).filter(round -> Double.isNaN(taken[round])).forEach(shared::drop);
        return shared;
    }

    /** Names of the contenders that were measured at least once. */
    public List<String> contenders() {
        return nanos.keySet().stream().filter(name -> measured(name).length > 0).toList();
    }

    /** Nanoseconds in all. */
    public Figure time(String contender) {
        return Figure.of(undisturbed(contender));
    }

    /** Nanoseconds more than with nothing attached. */
    public Figure added(String contender) {
        return Figure.of(addedBy(contender));
    }

    /** What the contender adds, in units of what the null program adds. */
    public Figure ratioToNull(String contender) {
        double unit = added(NullHook.NAME).value();
        return Figure.of(Arrays.stream(addedBy(contender)).map(value -> value / unit).toArray());
    }

    private double[] addedBy(String contender) {
        double nothing = time(Nothing.NAME).value();
        return Arrays.stream(undisturbed(contender)).map(value -> value - nothing).toArray();
    }

    private double[] measured(String contender) {
        return Arrays.stream(nanos.get(contender)).filter(value -> !Double.isNaN(value)).toArray();
    }

    private double[] undisturbed(String contender) {
        double[] fastestFirst = Arrays.stream(measured(contender)).sorted().toArray();
        if (fastestFirst.length == 0) {
            throw new IllegalStateException("every round was disturbed by another tracer: run again when it is gone");
        }
        double limit = fastestFirst[0] * UNDISTURBED;
        int below = (int) Arrays.stream(fastestFirst).filter(value -> value <= limit).count();
        return Arrays.copyOf(fastestFirst, Math.max(below, (fastestFirst.length + 2) / 3));
    }
}
