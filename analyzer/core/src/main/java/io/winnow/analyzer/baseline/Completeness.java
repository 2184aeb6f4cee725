// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How complete a baseline is estimated to be: per stage and kind of item, from the incidence of its replicas. The unit of a stage is a
 * window in which a replica did something in that stage, so that what belongs to the start is not taken for rare because most windows are
 * later. If the workload serves, the unit of its start is a whole start: the windows of one start show one kind of start, however many they are.
 * A stage with fewer than two units has no estimate: one start does not say how the next will be.
 */
public final class Completeness {

    /** What decides; denials are no need, and executables only say who. */
    private static final Set<ItemKind> DECISIVE = EnumSet.of(ItemKind.SYSCALL, ItemKind.ARGUMENT, ItemKind.CAPABILITY, ItemKind.IO_URING);

    /** The workload's own stages: not the runtime's steps, and not an operator's debug shell. */
    private static final Set<Stage> OWN = EnumSet.of(Stage.START, Stage.SERVE);

    private static final int CURVE_POINTS = 24;

    private final Map<Stage, Integer> units = new EnumMap<>(Stage.class);
    private final Map<Item, Integer> incidence = new HashMap<>();
    private final Map<Stage, Map<ItemKind, Estimate>> estimates = new EnumMap<>(Stage.class);
    private final int windows;
    private final int starts;
    private final boolean serves;

    private Completeness(Baseline baseline) {
        serves = baseline.replicas().values().stream().anyMatch(replica -> replica.units().getOrDefault(Stage.SERVE, 0) > 0);
        starts = (int) baseline.replicas().values().stream().filter(Replica::started).count();
        int counted = 0;
        for (Replica replica : baseline.replicas().values()) {
            counted += OWN.stream().mapToInt(stage -> replica.units().getOrDefault(stage, 0)).sum();
            replica.units().forEach((stage, count) -> units.merge(stage, unitsOf(stage, count), Integer::sum));
            replica.incidence().forEach((item, count) -> {
                if (baseline.isInformative(item) && !isNeverANeed(item)) {
                    incidence.merge(item, unitsOf(item.stage(), count), Integer::sum);
                }
            });
        }
        windows = counted;
        for (Stage stage : units.keySet()) {
            Map<ItemKind, Estimate> byKind = new EnumMap<>(ItemKind.class);
            for (ItemKind kind : ItemKind.values()) {
                byKind.put(kind, count(stage, kind));
            }
            estimates.put(stage, Collections.unmodifiableMap(byKind));
        }
    }

    /** What no baseline has to hold is not missing from one. */
    private static boolean isNeverANeed(Item item) {
        return item.kind() == ItemKind.CAPABILITY && Scope.isNeverANeed(item);
    }

    private int unitsOf(Stage stage, int windowsOfReplica) {
        return serves && stage == Stage.START ? Math.min(windowsOfReplica, 1) : windowsOfReplica;
    }

    public static Completeness of(Baseline baseline) {
        return new Completeness(baseline);
    }

    /** Per stage and kind; a stage without units is left out. */
    public Map<Stage, Map<ItemKind, Estimate>> estimates() {
        return Collections.unmodifiableMap(estimates);
    }

    /** Windows in which the entrypoint's tree did something, summed over the replicas. */
    public int windows() {
        return windows;
    }

    /** Replicas that were watched from their start. */
    public int starts() {
        return starts;
    }

    /** Windows in which a session did something that entered a replica from outside. */
    public int sessionWindows() {
        return units.getOrDefault(Stage.EXEC, 0);
    }

    /**
     * The share of what the entrypoint's tree does that has been seen, as far as so few windows and starts can carry it, 0 to 1 and never 1:
     * {@link Estimate#atLeast()} over stages and kinds, weighted by incidences. What has no estimate counts as not seen. Empty if
     * nothing has been seen.
     */
    public OptionalDouble atLeast() {
        double carried = 0;
        double all = 0;
        for (Estimate estimate : decisive()) {
            carried += estimate.incidences() * estimate.atLeast().orElse(0);
            all += estimate.incidences();
        }
        return all == 0 ? OptionalDouble.empty() : OptionalDouble.of(carried / all);
    }

    /** What the estimate says and rests on, in words. */
    public String sentence() {
        OptionalDouble bound = atLeast();
        String share = bound.isEmpty() || bound.getAsDouble() == 0 ? "nothing can be said of how much of it has been seen"
                : String.format(Locale.ROOT, "at least %.1f %% of it has been seen", Math.floor(bound.getAsDouble() * 1000) / 10);
        return "as far as " + windows + (windows == 1 ? " window" : " windows") + " and " + starts + (starts == 1 ? " start" : " starts")
                + " show, " + share;
    }

    /** Sample coverage of the entrypoint's tree over stages and kinds, weighted by incidences; empty if nothing can be estimated. */
    public OptionalDouble coverage() {
        double covered = 0;
        double all = 0;
        for (Estimate estimate : decisive()) {
            OptionalDouble coverage = estimate.coverage();
            if (coverage.isPresent()) {
                covered += estimate.incidences() * coverage.getAsDouble();
                all += estimate.incidences();
            }
        }
        return all == 0 ? OptionalDouble.empty() : OptionalDouble.of(covered / all);
    }

    /** Expected number of items of the entrypoint's tree that have not been seen; empty if nothing can be estimated. */
    public OptionalDouble unseen() {
        return decisive().stream().map(Estimate::unseen).flatMapToDouble(OptionalDouble::stream).reduce(Double::sum);
    }

    /** Whether there is an estimate, and every one that there is reaches this coverage. */
    public boolean covers(double coverage) {
        List<Double> known = decisive().stream().map(Estimate::coverage).flatMapToDouble(OptionalDouble::stream).boxed().toList();
        return !known.isEmpty() && known.stream().allMatch(value -> value >= coverage);
    }

    /**
     * The discovery curve: how many distinct items are expected in so many units, by sample-based rarefaction from the same incidences
     * (Colwell, Mao and Chang, "Interpolating, extrapolating, and comparing incidence-based species accumulation curves", Ecology 85,
     * 2004): S(m) = Σ (1 − C(t−y, m) / C(t, m)). A curve that still climbs at its end has more to come.
     *
     * @return at most {@value #CURVE_POINTS} points with ascending units; empty if the stage has none
     */
    public List<CurvePoint> curve(Stage stage, ItemKind kind) {
        int t = units.getOrDefault(stage, 0);
        List<Integer> counts = new ArrayList<>();
        incidence.forEach((item, count) -> {
            if (item.stage() == stage && item.kind() == kind) {
                counts.add(Math.min(count, t));
            }
        });
        double richness = counts.size() + Optional.ofNullable(estimates.get(stage)).map(byKind -> byKind.get(kind).unseen().orElse(0)).orElse(0.0);
        List<CurvePoint> points = new ArrayList<>();
        int steps = Math.min(t, CURVE_POINTS);
        for (int step = 1; step <= steps; step++) {
            int m = (int) ((long) t * step / steps);
            points.add(point(t, m, counts, richness));
        }
        return points;
    }

    /**
     * A point of the discovery curve.
     *
     * @param units sample units
     * @param items expected in so many
     * @param deviation standard deviation of that
     */
    public record CurvePoint(int units, double items, double deviation) {}

    /** With the unconditional variance of Colwell, Mao and Chang (2004), equation 6: Σ (1 − C(t−y, m) / C(t, m))² − S(m)² / Ŝ. */
    private static CurvePoint point(int t, int m, List<Integer> counts, double richness) {
        double items = 0;
        double squares = 0;
        for (int y : counts) {
            double seen = 1 - missed(t, y, m);
            items += seen;
            squares += seen * seen;
        }
        return new CurvePoint(m, items, richness == 0 ? 0 : Math.sqrt(Math.max(0, squares - items * items / richness)));
    }

    /** Chance that m of t units are all among the t−y without the item. */
    private static double missed(int t, int y, int m) {
        if (t - y < m) {
            return 0;
        }
        // C(t-y, m) / C(t, m), as a product of the smaller number of factors
        double chance = 1;
        int factors = Math.min(y, m);
        int other = Math.max(y, m);
        for (int i = 0; i < factors && chance > 1e-12; i++) {
            chance *= (double) (t - other - i) / (t - i);
        }
        return chance;
    }

    private List<Estimate> decisive() {
        List<Estimate> chosen = new ArrayList<>();
        estimates.forEach((stage, byKind) -> byKind.forEach((kind, estimate) -> {
            if (OWN.contains(stage) && DECISIVE.contains(kind) && estimate.observed() > 0) {
                chosen.add(estimate);
            }
        }));
        return chosen;
    }

    private Estimate count(Stage stage, ItemKind kind) {
        long sum = 0;
        int observed = 0;
        int once = 0;
        int twice = 0;
        for (Map.Entry<Item, Integer> entry : incidence.entrySet()) {
            if (entry.getKey().stage() == stage && entry.getKey().kind() == kind) {
                observed++;
                sum += entry.getValue();
                once += entry.getValue() == 1 ? 1 : 0;
                twice += entry.getValue() == 2 ? 1 : 0;
            }
        }
        return new Estimate(units.get(stage), sum, observed, once, twice);
    }
}
