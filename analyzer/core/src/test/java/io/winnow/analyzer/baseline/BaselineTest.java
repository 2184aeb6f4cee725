// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemFlags;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BaselineTest {

    private static final int CASES = 100_000;

    @Test
    void theFiltersThatItKeepsAreWeighed() {
        LearnedFilter filter = LearnedFilter.of("{\"defaultAction\":\"SCMP_ACT_ERRNO\"}" + " ".repeat(50_000));
        assertThat(new BaselineBuilder().underFilter(filter).build().weight()).isBetween(50_000L, 60_000L);
        assertThat(new BaselineBuilder().underFilter(filter).weight()).isBetween(50_000L, 60_000L);
    }

    @Test
    void joinIsCommutative() {
        RandomBaselines random = new RandomBaselines(1);
        for (int i = 0; i < CASES; i++) {
            Baseline a = random.next();
            Baseline b = random.next();
            assertThat(a.join(b).equals(b.join(a))).as("case %d: %s and %s", i, a, b).isTrue();
        }
    }

    @Test
    void joinIsAssociative() {
        RandomBaselines random = new RandomBaselines(2);
        for (int i = 0; i < CASES; i++) {
            Baseline a = random.next();
            Baseline b = random.next();
            Baseline c = random.next();
            assertThat(a.join(b).join(c).equals(a.join(b.join(c)))).as("case %d: %s and %s and %s", i, a, b, c).isTrue();
        }
    }

    @Test
    void joinIsIdempotentAndNothingGetsSmallerByIt() {
        RandomBaselines random = new RandomBaselines(3);
        for (int i = 0; i < CASES; i++) {
            Baseline a = random.next();
            Baseline joined = a.join(random.next());
            assertThat(a.join(a).equals(a)).as("case %d: %s", i, a).isTrue();
            assertThat(joined.join(a).equals(joined)).as("case %d: the join holds %s", i, a).isTrue();
            assertThat(joined.items().keySet().containsAll(a.items().keySet())).as("case %d: %s", i, a).isTrue();
            assertThat(a.join(Baseline.EMPTY).equals(a)).as("case %d: nothing adds nothing to %s", i, a).isTrue();
        }
    }

    /** The laws if the bounds of a baseline are passed. */
    @Test
    void joinIsAssociativeAndCommutativePastItsBounds() {
        Baseline a = crowd(0, 3_000);
        Baseline b = crowd(2_000, 3_000);
        Baseline c = crowd(4_000, 3_000);
        Baseline left = a.join(b).join(c);
        assertThat(left).isEqualTo(a.join(b.join(c))).isEqualTo(c.join(a).join(b)).isEqualTo(left.join(b));
        assertThat(left.items()).hasSize(Baseline.MAX_ITEMS);
        assertThat(left.replicas()).hasSize(Baseline.MAX_REPLICAS);
        assertThat(left.partialReasons()).contains(GapReason.TRUNCATED);
        assertThat(left.replicas().values()).allSatisfy(replica ->
                assertThat(left.items().keySet()).as("incidence is kept of kept items only").containsAll(replica.incidence().keySet()));
    }

    /** More items and replicas than a baseline holds, if there are enough of them. */
    static Baseline crowd(int from, int count) {
        BaselineBuilder builder = new BaselineBuilder();
        for (int i = from; i < from + count; i++) {
            Item item = new Item(ItemKind.EXECUTABLE, Abi.X86_64, Stage.SERVE, 0, 0, i);
            builder.see(item, Observations.by(1_000 + i));
            if (i % 50 == 0) {
                builder.replica("replica-" + i, replica -> replica.withWindow(1, Set.of(item)));
            }
        }
        return builder.build();
    }

    @Test
    void systemCallsAreListedByStageAndAbi() {
        Baseline baseline = new BaselineBuilder()
                .see(Item.syscall(Abi.X86_64, Stage.SERVE, 1), Observations.by(1))
                .see(Item.syscall(Abi.I386, Stage.SERVE, 4), Observations.by(1))
                .see(Item.syscall(Abi.X86_64, Stage.START, 59), Observations.by(1))
                .build();
        assertThat(baseline.syscalls(Stage.SERVE, Abi.X86_64)).containsExactly(1);
        assertThat(baseline.syscalls(Stage.SERVE, Abi.I386)).containsExactly(4);
        assertThat(baseline.syscalls(Stage.EXEC, Abi.X86_64)).isEmpty();
    }

    @Test
    void anArgumentSetIsOpenOnceOneReplicaHadTooManyValues() {
        Item inet = new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.SERVE, 0, 41, 2);
        Item highest = new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.SERVE, 0, 41, -1L);
        Item other = new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.SERVE, 1, 41, 99);
        Baseline closed = new BaselineBuilder()
                .see(inet, Observations.by(1)).see(highest, Observations.by(1)).see(other, Observations.by(1)).build();
        Set<Stage> stages = EnumSet.of(Stage.START, Stage.SERVE);
        assertThat(closed.arguments(stages, Abi.X86_64, 41, 0).values()).containsExactly(2L, -1L);
        assertThat(closed.arguments(stages, Abi.X86_64, 41, 0).closed()).isTrue();
        Baseline open = closed.join(new BaselineBuilder()
                .see(ArgumentSet.setOf(inet), new Observations(1, 1, 64, ItemFlags.UNCONSTRAINED, Optional.empty()))
                .build());
        assertThat(open.arguments(stages, Abi.X86_64, 41, 0).closed()).isFalse();
        assertThat(open.arguments(EnumSet.of(Stage.START), Abi.X86_64, 41, 0).closed()).as("of another stage").isTrue();
    }

    @Test
    void aDangerousPartIsNoValueAndSaysMoreThanTheValuesOnlyIfTheirSetIsOpen() {
        Item flags = new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.SERVE, 0, 56, 0x1000_0011);
        Item danger = new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.SERVE, Item.DANGER, 56, 0x1000_0000);
        Baseline closed = new BaselineBuilder().see(flags, Observations.by(1)).see(danger, Observations.by(1)).build();
        assertThat(closed.arguments(EnumSet.of(Stage.SERVE), Abi.X86_64, 56, 0)).isEqualTo(new ArgumentSet(new TreeSet<>(Set.of(0x1000_0011L)), true));
        assertThat(closed.isInformative(flags)).isTrue();
        assertThat(closed.isInformative(danger)).isFalse();
        Baseline open = closed.join(new BaselineBuilder()
                .see(ArgumentSet.setOf(danger), new Observations(1, 1, 64, ItemFlags.UNCONSTRAINED, Optional.empty()))
                .build());
        assertThat(open.isInformative(danger)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNDER_FILTER", "UNDER_UNIT_FILTER"})
    void aFilterThatCameAfterTheFreezeMakesNothingPartial(GapReason hidden) {
        Baseline filtered = new BaselineBuilder().miss(hidden, 1).build();
        WorkloadId id = new WorkloadId("web", "");
        assertThat(new Workload(id, BaselineState.FROZEN, Baseline.EMPTY, filtered, 1).partialReasons()).isEmpty();
        assertThat(new Workload(id, BaselineState.FROZEN, filtered, Baseline.EMPTY, 1).partialReasons()).containsExactly(hidden);
    }

    @Test
    void aReplicaWithoutAFilterMakesGoodForThoseWithOne() {
        Baseline filtered = new BaselineBuilder().miss(GapReason.UNDER_FILTER, 1).miss(GapReason.LATE, 1).build();
        assertThat(filtered.partialReasons()).containsExactly(GapReason.UNDER_FILTER, GapReason.LATE);
        Baseline whole = new BaselineBuilder().withoutFilter().whole().build();
        assertThat(filtered.join(whole).partialReasons()).isEmpty();
    }

    @Test
    void lostRecordsCostProvenanceAndNotCompleteness() {
        Baseline baseline = new BaselineBuilder().miss(GapReason.RING_FULL, 1_000_000).build();
        assertThat(baseline.partialReasons()).isEmpty();
        assertThat(baseline.gaps()).isEqualTo(Map.of(GapReason.RING_FULL, 1_000_000L));
    }

    @Test
    void aWindowThatIsReadTwiceCountsOnce() {
        Item item = Item.syscall(Abi.X86_64, Stage.SERVE, 1);
        Replica once = Replica.NEW.withWindow(1, Set.of(item)).withWindow(2, Set.of(item));
        Replica twice = once.withWindow(1, Set.of(item)).withWindow(2, Set.of(item));
        assertThat(twice).isEqualTo(once);
        assertThat(once.incidence()).isEqualTo(Map.of(item, 2));
        assertThat(once.units()).isEqualTo(Map.of(Stage.SERVE, 2));
    }
}
