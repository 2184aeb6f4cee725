// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import static io.winnow.analyzer.violation.Sample.FROZEN_AT;
import static io.winnow.analyzer.violation.Sample.argument;
import static io.winnow.analyzer.violation.Sample.call;
import static io.winnow.analyzer.violation.Sample.denial;
import static io.winnow.analyzer.violation.Sample.observation;
import static io.winnow.analyzer.violation.Sample.snapshot;
import static io.winnow.analyzer.violation.Sample.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.analyzer.ingest.Actor;
import io.winnow.analyzer.ingest.Event;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DetectorTest {

    private static final Duration REPEAT_AFTER = Duration.ofSeconds(10);
    private static final long NOW = FROZEN_AT + 10;

    private final Watched watched = Sample.watched(new SampleBaseline().calls(Stage.SERVE, "openat", "socket").argument("socket", 0, 1, 2));
    private final Item unshare = call(Stage.SERVE, "unshare");
    private final Detectors detector = new Detectors(REPEAT_AFTER, DetectorState.EMPTY);

    @Test
    void anObservationShowsWhoDidWhatWhen() {
        Violation violation = detector.detect(observation(unshare, 1, NOW, 0x10000000), watched).get(0);
        assertThat(violation.kind()).isEqualTo(ViolationKind.SYSCALL);
        assertThat(violation.summary()).isEqualTo("unshare(flags=CLONE_NEWUSER)");
        assertThat(violation.time()).isEqualTo(Instant.ofEpochSecond(NOW));
        assertThat(violation.subject()).isEqualTo(Sample.SUBJECT);
        assertThat(violation.actor()).contains(new Actor(4711, 4712, 7, 0, 0, "sh"));
        assertThat(violation.behaviour()).isEqualTo(new Behaviour.Act(unshare, List.of(0x10000000L, 0L, 0L, 0L, 0L, 0L), -1, "/bin/sh"));
        assertThat(violation.count()).isEqualTo(1);
        assertThat(violation.repeated()).isFalse();
    }

    @Test
    void aCallThatTheProfileToleratesIsReportedAsThat() {
        Item statx = call(Stage.SERVE, "statx");
        ImplicitAllowances tolerating = new ImplicitAllowances(Set.of(), Set.of(), Set.of(new ImplicitAllowances.Call(Abi.X86_64, statx.nr())), 1);
        Watched tolerant = new Watched(Sample.SUBJECT, new FrozenBaseline(new SampleBaseline().calls(Stage.SERVE, "newfstatat").build(), tolerating), 0);
        assertThat(detector.detect(observation(statx, 1, NOW), tolerant)).singleElement().satisfies(violation -> {
            assertThat(violation.tolerated()).isTrue();
            assertThat(violation.summary()).isEqualTo("statx; the suggested profile allows it");
        });
        assertThat(detector.detect(observation(unshare, 1, NOW, 0x10000000), tolerant)).extracting(Violation::tolerated).containsExactly(false);
    }

    @Test
    void callsInsideTheProfileAreNotReported() {
        assertThat(detector.detect(observation(call(Stage.SERVE, "openat"), 1, NOW), watched)).isEmpty();
        assertThat(detector.detect(snapshot(NOW, Set.of(call(Stage.SERVE, "openat"))), watched)).isEmpty();
    }

    @Test
    void anArgumentIsNamedInWordsAlsoWhereTheCallWasRefused() {
        assertThat(detector.detect(observation(argument(Stage.SERVE, "socket", 0, 38), 1, NOW), watched))
                .extracting(Violation::summary).containsExactly("socket(family=AF_ALG)");
        assertThat(detector.detect(observation(denial("socket", 1), 1, NOW, 38, 5, 0), watched))
                .extracting(Violation::summary).containsExactly("socket(family=AF_ALG) refused by seccomp with EPERM");
    }

    @Test
    void theSnapshotThatConfirmsAObservationIsTheSameViolation() {
        List<Violation> reported = new ArrayList<>(detector.detect(observation(unshare, 1, NOW), watched));
        reported.addAll(detector.detect(snapshot(NOW + 1, Set.of(unshare), state(unshare, 1, NOW, NOW, 0)), watched));
        assertThat(reported).hasSize(1);

        String fromSnapshotAlone = new Detectors(REPEAT_AFTER, DetectorState.EMPTY)
                .detect(lossy(NOW + 1, Set.of(unshare), state(unshare, 1, NOW, NOW, 0)), watched).get(0).id();
        assertThat(fromSnapshotAlone).isEqualTo(reported.get(0).id());
    }

    @Test
    void aRepetitionInASnapshotNamesTheProgramOfTheObservation() {
        Item program = new Item(ItemKind.EXECUTABLE, Abi.X86_64, Stage.SERVE, 0, 0, 99);
        assertThat(detector.detect(observation(program, 1, NOW), watched)).extracting(Violation::summary).containsExactly("start of /bin/sh");
        assertThat(detector.detect(snapshot(NOW + 60, Set.of(), state(program, 7, NOW, NOW + 60, 0)), watched))
                .extracting(Violation::repeated, Violation::summary).containsExactly(tuple(true, "start of /bin/sh"));
    }

    @Test
    void aProgramIsReportedByItsNameThoughOtherRecordsOfItsContainerWereLost() {
        Item program = new Item(ItemKind.EXECUTABLE, Abi.X86_64, Stage.SERVE, 0, 0, 99);
        Event.ItemState state = state(program, 1, NOW, NOW, 0);
        assertThat(detector.detect(lossy(NOW + 1, Set.of(), state), watched)).as("its record may follow").isEmpty();
        assertThat(detector.detect(observation(program, 1, NOW), watched)).extracting(Violation::summary).containsExactly("start of /bin/sh");

        Detectors unheard = new Detectors(REPEAT_AFTER, DetectorState.EMPTY);
        unheard.detect(lossy(NOW + 1, Set.of(), state), watched);
        assertThat(unheard.detect(lossy(NOW + 2, Set.of(), state), watched))
                .as("its own record was lost").extracting(Violation::summary).containsExactly("start of a program that the baseline does not have");
    }

    @Test
    void aSnapshotReportsWhatTheRingLost() {
        Item socket = argument(Stage.SERVE, "socket", 0, 38);
        List<Violation> reported = detector.detect(lossy(NOW + 1, Set.of(unshare), state(socket, 5, NOW - 3, NOW, 0)), watched);
        assertThat(reported).extracting(Violation::summary).containsExactlyInAnyOrder("unshare", "socket(family=AF_ALG)");
        assertThat(reported).allSatisfy(violation -> {
            assertThat(violation.evidence()).isEqualTo(Violation.Source.SNAPSHOT);
            assertThat(violation.actor()).isEmpty();
        });
        assertThat(reported).filteredOn(violation -> violation.kind() == ViolationKind.ARGUMENT).singleElement().satisfies(violation -> {
            assertThat(violation.count()).isEqualTo(5);
            assertThat(violation.time()).isEqualTo(Instant.ofEpochSecond(NOW - 3));
        });
    }

    @Test
    void aSnapshotThatOvertookAObservationLeavesTheTellingToIt() {
        assertThat(detector.detect(snapshot(NOW, Set.of(unshare), state(unshare, 1, NOW, NOW, 0)), watched)).isEmpty();
        assertThat(detector.detect(observation(unshare, 1, NOW, 0x10000000), watched)).singleElement().satisfies(violation -> {
            assertThat(violation.summary()).isEqualTo("unshare(flags=CLONE_NEWUSER)");
            assertThat(violation.actor()).isPresent();
            assertThat(violation.repeated()).isFalse();
        });
        assertThat(detector.detect(snapshot(NOW + 1, Set.of(unshare), state(unshare, 1, NOW, NOW, 0)), watched)).isEmpty();
    }

    @Test
    void theNextSnapshotReportsWhatNoObservationReported() {
        Item socket = argument(Stage.SERVE, "socket", 0, 38);
        Event.Snapshot first = snapshot(NOW, Set.of(unshare), state(socket, 1, NOW, NOW, 0));
        assertThat(detector.detect(first, watched)).isEmpty();
        assertThat(detector.detect(first, watched)).as("the same, read again").isEmpty();
        assertThat(detector.detect(snapshot(NOW + 1, Set.of(unshare), state(socket, 2, NOW, NOW + 1, 0)), watched))
                .extracting(Violation::summary, Violation::time)
                .containsExactlyInAnyOrder(
                        tuple("unshare", Instant.ofEpochSecond(NOW + 1)), tuple("socket(family=AF_ALG)", Instant.ofEpochSecond(NOW)));
    }

    @Test
    void anObservationAfterTheReportOfItsViolationIsNotReportedAgain() {
        assertThat(detector.detect(lossy(NOW, Set.of(unshare)), watched)).hasSize(1);
        assertThat(detector.detect(observation(unshare, 1, NOW - 1), watched)).isEmpty();
    }

    @Test
    void repetitionsAreReportedWithTheirCountAndNotTooOften() {
        String id = detector.detect(observation(unshare, 1, NOW), watched).get(0).id();
        assertThat(detector.detect(observation(unshare, 700, NOW + 9), watched)).isEmpty();
        Violation repeated = detector.detect(observation(unshare, 1_000, NOW + 10), watched).get(0);
        assertThat(repeated.repeated()).isTrue();
        assertThat(repeated.count()).isEqualTo(1_000);
        assertThat(repeated.id()).isEqualTo(id + "-1000");
    }

    @Test
    void theLastSnapshotReportsTheLastCountAtOnce() {
        detector.detect(observation(unshare, 1, NOW), watched);
        assertThat(detector.detect(snapshot(NOW + 1, true, FROZEN_AT, Map.of(), Set.of(unshare), state(unshare, 9, NOW, NOW + 1, 0)), watched))
                .extracting(Violation::count).containsExactly(9L);
    }

    @Test
    void anotherContainerHasViolationsOfItsOwn() {
        String id = detector.detect(observation(unshare, 1, NOW), watched).get(0).id();
        Subject other = new Subject("node-2", "shop/web", "c0ffee", "web-1", "", "");
        assertThat(detector.detect(observation(call(Stage.EXEC, "unshare"), 1, NOW), watched).get(0).id()).isNotEqualTo(id);
        assertThat(new Detectors(REPEAT_AFTER, DetectorState.EMPTY)
                .detect(observation(unshare, 1, NOW), new Watched(other, watched.baseline(), watched.frozenAt())).get(0).id()).isNotEqualTo(id);
    }

    @Test
    void confirmedViolationsAreNotReportedAgainAfterARestart() {
        detector.confirmed(detector.detect(observation(unshare, 1, NOW), watched).get(0).id());
        Detectors restarted = new Detectors(REPEAT_AFTER, detector.state());
        assertThat(restarted.detect(observation(unshare, 1, NOW), watched)).isEmpty();
        assertThat(restarted.detect(snapshot(NOW + 1, Set.of(unshare)), watched)).isEmpty();
        assertThat(restarted.detect(observation(unshare, 5, NOW + 20), watched)).extracting(Violation::repeated).containsExactly(true);
    }

    @Test
    void violationsInFlightAreReportedAgainUnderTheSameId() {
        String id = detector.detect(observation(unshare, 1, NOW), watched).get(0).id();
        Detectors restarted = new Detectors(REPEAT_AFTER, detector.state());
        assertThat(restarted.detect(observation(unshare, 1, NOW), watched)).extracting(Violation::id).containsExactly(id);
    }

    @Test
    void anUnconfirmedRepetitionIsReportedAgainUnderTheSameId() {
        detector.confirmed(detector.detect(observation(unshare, 1, NOW), watched).get(0).id());
        String id = detector.detect(observation(unshare, 50, NOW + 11), watched).get(0).id();
        Detectors restarted = new Detectors(REPEAT_AFTER, detector.state());
        assertThat(restarted.detect(observation(unshare, 50, NOW + 11), watched)).extracting(Violation::id).containsExactly(id);
    }

    @Test
    void aRestartAtAnyPointLosesNoIdWhateverWasConfirmed() {
        List<Item> items = List.of(unshare, call(Stage.SERVE, "bpf"), argument(Stage.SERVE, "socket", 0, 38), denial("bpf", 1));
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            int steps = 40;
            int cut = random.nextInt(steps);
            List<Event.Observation> events = new ArrayList<>();
            long[] counts = new long[items.size()];
            for (int i = 0; i < steps; i++) {
                int which = random.nextInt(items.size());
                counts[which] += 1 + random.nextInt(100);
                events.add(observation(items.get(which), counts[which], NOW + i * 3L));
            }
            Detectors whole = new Detectors(REPEAT_AFTER, DetectorState.EMPTY);
            List<String> expected = events.stream().flatMap(event -> whole.detect(event, watched).stream()).map(Violation::id).toList();

            Detectors first = new Detectors(REPEAT_AFTER, DetectorState.EMPTY);
            List<String> reported = events.subList(0, cut).stream().flatMap(event -> first.detect(event, watched).stream()).map(Violation::id).toList();
            int confirmed = random.nextInt(reported.size() + 1);
            reported.subList(0, confirmed).forEach(first::confirmed);
            Detectors second = new Detectors(REPEAT_AFTER, first.state());
            Set<String> arrived = events.stream().flatMap(event -> second.detect(event, watched).stream()).map(Violation::id).collect(Collectors.toSet());
            arrived.addAll(reported.subList(0, confirmed));

            assertThat(arrived).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void aLossThatHidesBehaviourIsAViolation() {
        List<Violation> reported = detector.detect(snapshot(NOW, false, FROZEN_AT + 1, Map.of(Loss.ITEMS_FULL, 4L), Set.of()), watched);
        assertThat(reported).singleElement().satisfies(violation -> {
            assertThat(violation.kind()).isEqualTo(ViolationKind.LOSS);
            assertThat(violation.count()).isEqualTo(4);
            assertThat(violation.summary()).contains("items-full");
        });
    }

    @Test
    void aFullRingHidesNothingAndIsNoViolation() {
        assertThat(detector.detect(snapshot(NOW, false, FROZEN_AT + 1, Map.of(Loss.RING_FULL, 400L), Set.of()), watched)).isEmpty();
    }

    @Test
    void whatWasLostWhileLearningIsTheMeasureOfWhatIsLostLater() {
        long before = FROZEN_AT - 100;
        assertThat(detector.detect(snapshot(NOW, false, before, Map.of(Loss.ITEMS_FULL, 4L), Set.of()), watched)).isEmpty();
        assertThat(detector.detect(snapshot(NOW + 20, false, before, Map.of(Loss.ITEMS_FULL, 4L), Set.of()), watched)).isEmpty();
        assertThat(detector.detect(snapshot(NOW + 40, false, before, Map.of(Loss.ITEMS_FULL, 5L), Set.of()), watched)).hasSize(1);
    }

    @Test
    void forgetsAContainerWithItsLastSnapshot() {
        detector.confirmed(detector.detect(observation(unshare, 1, NOW), watched).get(0).id());
        assertThat(detector.state().reported()).hasSize(1);
        detector.detect(snapshot(NOW + 1, true, FROZEN_AT, Map.of(), Set.of(unshare)), watched);
        assertThat(detector.state().reported()).isEmpty();
    }

    @Test
    void forgetsAContainerThatIsGoneWithoutALastSnapshot() {
        detector.confirmed(detector.detect(observation(unshare, 1, NOW), watched).get(0).id());
        detector.retain(slot -> slot.equals(Sample.SLOT));
        assertThat(detector.state().reported()).hasSize(1);
        detector.retain(slot -> false);
        assertThat(detector.state().reported()).isEmpty();
    }

    @Test
    void whatIsOverAContainersBudgetIsCountedAndReportedByLaterSnapshots() {
        int done = 3 * ReportBudget.BURST;
        List<Violation> atOnce = new ArrayList<>();
        for (int i = 0; i < done; i++) {
            atOnce.addAll(detector.detect(observation(denial("openat", i), 1, NOW), watched));
        }
        assertThat(atOnce).hasSize(ReportBudget.BURST);
        assertThat(detector.unreported()).isEqualTo(done - ReportBudget.BURST);

        Event.ItemState[] states = IntStream.range(0, done).mapToObj(i -> state(denial("openat", i), 1, NOW, NOW, 0)).toArray(Event.ItemState[]::new);
        List<Violation> reported = new ArrayList<>(detector.detect(snapshot(NOW + 1, Set.of(), states), watched));
        reported.addAll(detector.detect(snapshot(NOW + 2, Set.of(), states), watched));
        assertThat(reported).filteredOn(violation -> violation.kind() == ViolationKind.LOSS).singleElement().satisfies(violation -> {
            assertThat(violation.count()).isEqualTo(done - ReportBudget.BURST);
            assertThat(violation.summary()).startsWith(violation.count() + " more violations");
        });
        for (int seconds = 3; detector.unreported() > 0; seconds++) {
            reported.addAll(detector.detect(snapshot(NOW + seconds, Set.of(), states), watched));
        }
        reported.addAll(atOnce);
        assertThat(reported).filteredOn(violation -> violation.kind() == ViolationKind.DENIAL).as("each once")
                .hasSize(done).extracting(Violation::id).doesNotHaveDuplicates();
    }

    @Test
    void manyViolationsOfOneKindHideNoneOfAnother() {
        for (int i = 0; i < 2 * ReportBudget.BURST; i++) {
            detector.detect(observation(denial("openat", i), 1, NOW), watched);
        }
        assertThat(detector.detect(observation(Item.syscall(Abi.X86_64, Stage.SERVE, SampleBaseline.number("acct")), 1, NOW), watched))
                .extracting(Violation::kind).containsExactly(ViolationKind.SYSCALL);
    }

    @Test
    void whatTheLastSnapshotCannotReportWithinTheBudgetStaysCounted() {
        Event.ItemState[] states = IntStream.range(0, ReportBudget.BURST + 7).mapToObj(i -> state(denial("openat", i), 1, NOW, NOW, 0))
                .toArray(Event.ItemState[]::new);
        List<Violation> reported = detector.detect(snapshot(NOW, true, FROZEN_AT + 1, Map.of(), Set.of(), states), watched);
        assertThat(reported).hasSize(ReportBudget.BURST + 1);
        assertThat(reported.get(reported.size() - 1)).extracting(Violation::kind, Violation::count).containsExactly(ViolationKind.LOSS, 7L);
        assertThat(detector.unreported()).isEqualTo(7);
    }

    @Test
    void aRecordThatWasLostEarlierDoesNotTakeTheDetailOfALaterViolation() {
        detector.detect(lossy(NOW, Set.of()), watched);
        assertThat(detector.detect(lossy(NOW + 1, Set.of(unshare)), watched)).as("no more records were lost: its own may follow").isEmpty();
        assertThat(detector.detect(observation(unshare, 1, NOW), watched)).singleElement().satisfies(violation -> assertThat(violation.actor()).isPresent());
    }

    /** A snapshot of a container some of whose records found the ring full. */
    private static Event.Snapshot lossy(long seconds, Set<Item> seen, Event.ItemState... items) {
        return snapshot(seconds, false, FROZEN_AT + 1, Map.of(Loss.RING_FULL, 1L), seen, items);
    }
}
