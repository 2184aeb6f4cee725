// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EstimateTest {

    @Test
    void unseenItemsAreThoseOfChao2() {
        // (t-1)/t · Q1(Q1-1) / (2(Q2+1)) = 9/10 · 6·5 / (2·4)
        assertThat(new Estimate(10, 100, 30, 6, 3).unseen().getAsDouble()).isCloseTo(0.9 * 30 / 8, within(1e-12));
    }

    @Test
    void coverageIsThatOfChaoAndJost() {
        // 1 − Q1/U · ((t−1)Q1) / ((t−1)Q1 + 2Q2) = 1 − 6/100 · 54/60
        assertThat(new Estimate(10, 100, 30, 6, 3).coverage().getAsDouble()).isCloseTo(1 - 0.06 * 54 / 60, within(1e-12));
    }

    @Test
    void whatWasSeenOftenIsCovered() {
        assertThat(new Estimate(10, 100, 10, 0, 0).coverage()).hasValue(1);
        assertThat(new Estimate(10, 100, 10, 0, 0).unseen()).hasValue(0);
    }

    @Test
    void oneUnitSaysNothing() {
        assertThat(new Estimate(1, 30, 30, 30, 0).coverage()).isEmpty();
        assertThat(new Estimate(1, 30, 30, 30, 0).unseen()).isEmpty();
    }

    /** Items with known chances: the estimate has to meet the true coverage, which is known in a test only. */
    @Test
    void theEstimateMeetsTheTruthOnKnownChances() {
        double error = 0;
        int runs = 200;
        for (int run = 0; run < runs; run++) {
            Random random = new Random(run);
            double[] chances = random.doubles(120).map(x -> Math.pow(x, 4)).toArray();
            int[] counts = new int[chances.length];
            int units = 30;
            long incidences = 0;
            for (int unit = 0; unit < units; unit++) {
                for (int i = 0; i < chances.length; i++) {
                    if (random.nextDouble() < chances[i]) {
                        counts[i]++;
                        incidences++;
                    }
                }
            }
            double seen = 0;
            double all = 0;
            int observed = 0;
            int once = 0;
            int twice = 0;
            for (int i = 0; i < chances.length; i++) {
                all += chances[i];
                seen += counts[i] > 0 ? chances[i] : 0;
                observed += counts[i] > 0 ? 1 : 0;
                once += counts[i] == 1 ? 1 : 0;
                twice += counts[i] == 2 ? 1 : 0;
            }
            error += new Estimate(units, incidences, observed, once, twice).coverage().getAsDouble() - seen / all;
        }
        assertThat(error / runs).as("mean error").isCloseTo(0, within(0.005));
    }

    @Test
    void theStartIsNotTakenForRareBecauseMostWindowsAreLater() {
        BaselineBuilder builder = new BaselineBuilder();
        Item start = Item.syscall(Abi.X86_64, Stage.START, 59);
        Item serve = Item.syscall(Abi.X86_64, Stage.SERVE, 0);
        builder.see(start, Observations.by(1)).see(serve, Observations.by(1));
        for (String replica : List.of("a", "b", "c")) {
            builder.replica(replica, fresh -> {
                Replica counted = fresh.withWindow(1, Set.of(start, serve));
                for (int window = 2; window <= 50; window++) {
                    counted = counted.withWindow(window, Set.of(serve));
                }
                return counted;
            });
        }
        Completeness completeness = Completeness.of(builder.build());
        Estimate ofStart = completeness.estimates().get(Stage.START).get(ItemKind.SYSCALL);
        assertThat(ofStart).isEqualTo(new Estimate(3, 3, 1, 0, 0));
        assertThat(completeness.estimates().get(Stage.SERVE).get(ItemKind.SYSCALL)).isEqualTo(new Estimate(150, 150, 1, 0, 0));
        assertThat(completeness.coverage()).hasValue(1);
        assertThat(completeness.windows()).isEqualTo(153);
    }

    @Test
    void theBoundGrowsWithTheUnitsAndIsNeverOne() {
        assertThat(new Estimate(3, 90, 30, 0, 0).atLeast().getAsDouble()).as("coverage 1 in 3 windows").isCloseTo(0.368, within(0.001));
        assertThat(new Estimate(300, 9_000, 30, 0, 0).atLeast().getAsDouble()).as("close to 1 - 3/300").isCloseTo(0.990, within(0.0005));
        assertThat(new Estimate(1_000_000, 9_000_000, 30, 0, 0).atLeast().getAsDouble()).isLessThan(1);
        assertThat(new Estimate(1, 30, 30, 30, 0).atLeast()).isEmpty();
        Estimate rare = new Estimate(300, 9_000, 30, 6, 3);
        assertThat(rare.atLeast().getAsDouble()).as("below the estimate").isLessThan(rare.coverage().getAsDouble());
    }

    /** The chance that a window shows something new is that of behaviour that no window showed: of all rates, the worst is taken. */
    @Test
    void theBoundHoldsInNineteenOfTwentyRunsWhateverTheRateOfWhatIsRare() {
        Random random = new Random(11);
        int runs = 4_000;
        for (double rate : new double[] {0.001, 0.01, 0.05, 0.1, 0.3, 0.6}) {
            for (int units : new int[] {2, 3, 10, 30, 100}) {
                int broken = 0;
                for (int run = 0; run < runs; run++) {
                    long rare = random.ints(units, 0, 1_000_000).filter(draw -> draw < rate * 1_000_000).count();
                    // a window shows one common item or one rare one
                    Estimate estimate = new Estimate(units, units, rare == 0 ? 1 : 2, rare == 1 ? 1 : 0, rare == 2 ? 1 : 0);
                    broken += rare == 0 && estimate.atLeast().getAsDouble() > 1 - rate ? 1 : 0;
                }
                assertThat(broken).as("rate %s, %d units", rate, units).isLessThan((int) (runs * (Estimate.DOUBT + 0.015)));
            }
        }
    }

    @Test
    void manyWindowsOfOneStartOfAServerAreOneUnit() {
        Item start = Item.syscall(Abi.X86_64, Stage.START, 59);
        Item serve = Item.syscall(Abi.X86_64, Stage.SERVE, 0);
        BaselineBuilder builder = new BaselineBuilder().see(start, Observations.by(1)).see(serve, Observations.by(1));
        builder.replica("a", fresh -> {
            Replica counted = fresh.withStart();
            for (int window = 1; window <= 40; window++) {
                counted = counted.withWindow(window, Set.of(window <= 20 ? start : serve));
            }
            return counted;
        });
        Completeness completeness = Completeness.of(builder.build());
        assertThat(completeness.estimates().get(Stage.START).get(ItemKind.SYSCALL)).isEqualTo(new Estimate(1, 1, 1, 1, 0));
        assertThat(completeness.starts()).isEqualTo(1);
        assertThat(completeness.windows()).isEqualTo(40);
        assertThat(completeness.atLeast().getAsDouble()).as("20 windows, and one start that counts for nothing")
                .isCloseTo(20.0 / 21 * Math.pow(0.05, 1.0 / 20), within(1e-9));
    }

    @Test
    void aCheckThatIsNeverANeedIsNotMissing() {
        Item read = Item.syscall(Abi.X86_64, Stage.SERVE, 0);
        assertThat(Completeness.of(withOneCheck(read, CapabilityCheck.GRANTED | CapabilityCheck.INITIAL_NS)).covers(0.99)).as("one that may be a need").isFalse();
        for (int never : new int[] {CapabilityCheck.ACCOUNTING, CapabilityCheck.PROBE, CapabilityCheck.OVERRIDDEN}) {
            Completeness completeness = Completeness.of(withOneCheck(read, CapabilityCheck.GRANTED | CapabilityCheck.INITIAL_NS | never));
            assertThat(completeness.covers(0.99)).as("bits %x", never).isTrue();
            assertThat(completeness.estimates().get(Stage.SERVE).get(ItemKind.CAPABILITY).observed()).isZero();
        }
        assertThat(Completeness.of(withOneCheck(read, CapabilityCheck.GRANTED)).covers(0.99)).as("in a sandbox of the workload's own").isTrue();
    }

    /** Of 100 windows with this call, one has a check of CAP_SYS_ADMIN as well. */
    private static Baseline withOneCheck(Item call, int bits) {
        Item check = new Item(ItemKind.CAPABILITY, Abi.X86_64, Stage.SERVE, Capability.CAP_SYS_ADMIN.number(), 9, bits);
        BaselineBuilder builder = new BaselineBuilder().see(call, Observations.by(1)).see(check, Observations.by(1));
        builder.replica("a", fresh -> {
            Replica counted = fresh.withWindow(1, Set.of(call, check));
            for (int window = 2; window <= 100; window++) {
                counted = counted.withWindow(window, Set.of(call));
            }
            return counted;
        });
        return builder.build();
    }

    @Test
    void aSingleStartHasNoEstimate() {
        Item start = Item.syscall(Abi.X86_64, Stage.START, 59);
        Baseline baseline = new BaselineBuilder()
                .see(start, Observations.by(1)).replica("a", fresh -> fresh.withWindow(1, Set.of(start))).build();
        assertThat(Completeness.of(baseline).coverage()).isEmpty();
        assertThat(Completeness.of(baseline).unseen()).isEmpty();
        assertThat(Completeness.of(Baseline.EMPTY).coverage()).isEmpty();
    }

    @Test
    void theDiscoveryCurveEndsAtWhatWasSeenAndBeginsAtWhatAUnitShows() {
        Random random = new Random(7);
        BaselineBuilder builder = new BaselineBuilder();
        long incidences = 0;
        Set<Item> all = new HashSet<>();
        int units = 40;
        for (int window = 1; window <= units; window++) {
            Set<Item> seen = new HashSet<>();
            for (int nr = 0; nr < 30; nr++) {
                if (random.nextInt(30) >= nr) {
                    seen.add(Item.syscall(Abi.X86_64, Stage.SERVE, nr));
                }
            }
            incidences += seen.size();
            all.addAll(seen);
            int number = window;
            builder.replica("a", replica -> replica.withWindow(number, seen));
        }
        all.forEach(item -> builder.see(item, Observations.by(1)));
        List<Completeness.CurvePoint> curve = Completeness.of(builder.build()).curve(Stage.SERVE, ItemKind.SYSCALL);
        assertThat(curve.get(curve.size() - 1).units()).isEqualTo(units);
        assertThat(curve.get(curve.size() - 1).items()).isCloseTo(all.size(), within(1e-9));
        assertThat(curve).isSortedAccordingTo((a, b) -> Double.compare(a.items(), b.items()));
        assertThat(curve.get(0).units()).isEqualTo(1);
        assertThat(curve).allSatisfy(point -> assertThat(point.deviation()).isBetween(0.0, Math.sqrt(point.items())));
        assertThat(curve.get(0).items()).isCloseTo((double) incidences / units, within(1e-9));
    }
}
