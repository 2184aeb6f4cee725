// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Nanoseconds of one load, by contender and round. What a contender adds is its time less that of nothing attached in the same
 * round; a figure is the median over the quiet rounds. A round is quiet where nothing attached took at most 5 % more than
 * in the best round; where fewer than a third are, the quietest third counts.
 */
final class Samples {
    private static final double QUIET = 1.05;

    private final int rounds;
    private final Map<String, double[]> nanos = new LinkedHashMap<>();

    Samples(int rounds) {
        this.rounds = rounds;
    }

    /**
     * A median and the quartiles around it.
     */
    record Figure(double value, double low, double high) {

        private static Figure of(double[] values) {
            double[] sorted = Arrays.stream(values).sorted().toArray();
            return new Figure(quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75));
        }

        private static double quantile(double[] sorted, double part) {
            double at = part * (sorted.length - 1);
            int below = (int) at;
            int above = Math.min(below + 1, sorted.length - 1);
            return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
        }
    }

    void put(String contender, int round, double value) {
        double[] row = nanos.computeIfAbsent(contender, name -> {
            double[] none = new double[rounds];
            Arrays.fill(none, Double.NaN);
            return none;
        });
        row[round] = value;
    }

    /** A round that somebody else has disturbed: it does not count. */
    void drop(int round) {
        nanos.values().forEach(row -> row[round] = Double.NaN);
    }

    /** Names of the contenders that were measured at least once. */
    List<String> contenders() {
        return nanos.keySet().stream().filter(name -> !roundsOf(name).isEmpty()).toList();
    }

    /** Nanoseconds in all. */
    Figure time(String contender) {
        return Figure.of(roundsOf(contender).stream().mapToDouble(round -> nanos.get(contender)[round]).toArray());
    }

    /** Nanoseconds more than with nothing attached. */
    Figure added(String contender) {
        return Figure.of(addedBy(contender));
    }

    /** What the contender adds, in units of what the null program adds. */
    Figure ratioToNull(String contender) {
        double unit = added(NullHook.NAME).value();
        return Figure.of(Arrays.stream(addedBy(contender)).map(value -> value / unit).toArray());
    }

    /** Rounds that count. */
    int quietRounds() {
        return quiet().size();
    }

    private double[] addedBy(String contender) {
        double[] mine = nanos.get(contender);
        double[] nothing = nanos.get(Nothing.NAME);
        return roundsOf(contender).stream().mapToDouble(round -> mine[round] - nothing[round]).toArray();
    }

    /** Quiet rounds in which the contender took part; all of its rounds where none of them was quiet. */
    private List<Integer> roundsOf(String contender) {
        double[] row = nanos.get(contender);
        List<Integer> quiet = quiet().stream().filter(round -> !Double.isNaN(row[round])).toList();
        return quiet.isEmpty() ? measured().stream().filter(round -> !Double.isNaN(row[round])).toList() : quiet;
    }

    private List<Integer> measured() {
        double[] nothing = nanos.get(Nothing.NAME);
        return IntStream.range(0, rounds).filter(round -> !Double.isNaN(nothing[round])).boxed().toList();
    }

    private List<Integer> quiet() {
        double[] nothing = nanos.get(Nothing.NAME);
        List<Integer> quietestFirst = new ArrayList<>(measured());
        quietestFirst.sort(Comparator.comparingDouble(round -> nothing[round]));
        if (quietestFirst.isEmpty()) {
            throw new IllegalStateException("every round was disturbed by another tracer: run again when it is gone");
        }
        double limit = nothing[quietestFirst.get(0)] * QUIET;
        long below = quietestFirst.stream().filter(round -> nothing[round] <= limit).count();
        return quietestFirst.subList(0, (int) Math.max(below, (quietestFirst.size() + 2) / 3));
    }
}
