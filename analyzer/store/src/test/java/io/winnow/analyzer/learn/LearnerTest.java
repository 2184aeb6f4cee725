// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import static io.winnow.analyzer.baseline.Events.EPOCH;
import static io.winnow.analyzer.baseline.Events.NOWHERE;
import static io.winnow.analyzer.baseline.Events.SECOND;
import static io.winnow.analyzer.baseline.Events.container;
import static io.winnow.analyzer.baseline.Events.observation;
import static io.winnow.analyzer.baseline.Events.serve;
import static io.winnow.analyzer.baseline.Events.slot;
import static io.winnow.analyzer.baseline.Events.snapshot;
import static io.winnow.analyzer.baseline.Events.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.winnow.analyzer.baseline.ArgumentSet;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.GapReason;
import io.winnow.analyzer.baseline.LearnedFilter;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.Provenance;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.IngestState;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.store.BaselineStore;
import io.winnow.analyzer.workload.Grouping;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.Grants;
import io.winnow.collector.document.LossReport;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.document.SessionInfo;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemFlags;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.record.SlotNote;
import io.winnow.collector.record.Stage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LearnerTest {

    private static final WorkloadId WEB = new WorkloadId("web", "");
    private static final SlotId SLOT = slot(3, 1);
    private static final RuntimeIdentity RUNC = new RuntimeIdentity("runc", "1.1.5");

    private static final Item PROGRAM = new Item(ItemKind.EXECUTABLE, Abi.X86_64, Stage.START, 0, 0, 77);

    @TempDir
    Path directory;

    private Learner learner;

    @BeforeEach
    void begin() {
        learner = learner(LearningRules.DEFAULT);
    }

    private Learner learner(LearningRules rules) {
        return new Learner(new BaselineStore(directory), rules, () -> 1_000 * SECOND);
    }

    private Baseline baseline() {
        return learner.workload(WEB).orElseThrow().baseline();
    }

    private void learn(Event... events) {
        for (Event event : events) {
            learner.learn(event);
        }
    }

    @Test
    void aContainerThatEndedIsForgottenThoughNothingElseHappensOnTheHost() {
        learn(container(SLOT, "c1", "web"), snapshot(SLOT, 20).last().build(), loss(0, 50 * SECOND));
        assertThat(learner.container(SLOT)).as("something of it may still come").isPresent();
        learn(loss(0, 100 * SECOND));
        assertThat(learner.container(SLOT)).isEmpty();
    }

    @Test
    void whatASlotDoesGoesToItsContainersWorkload() {
        learn(container(SLOT, "c1", "web"), observation(SLOT, start(59), 2));
        assertThat(learner.ids()).containsExactly(WEB);
        assertThat(learner.workloadOf(SLOT)).contains(WEB);
        assertThat(learner.containers(WEB)).extracting("id").containsExactly("c1");
        Observations observations = baseline().observations(start(59)).orElseThrow();
        assertThat(observations.first()).isEqualTo(2 * SECOND);
        assertThat(observations.provenance()).contains(new Provenance(2 * SECOND, "c1", "/usr/sbin/nginx", "nginx", 4711, 1));
    }

    @Test
    void whatCameBeforeTheNameIsNotLost() {
        learn(
                observation(SLOT, start(59), 2),
                snapshot(SLOT, 12).window(1, start(59), start(1)).runtimeCalls(RuntimeCallsKind.PRIVILEGED, 59, 105).last().build(),
                container(SLOT, "c1", "web"));
        assertThat(baseline().syscalls(Stage.START, Abi.X86_64)).containsExactly(1, 59);
        assertThat(baseline().observations(start(59)).orElseThrow().provenance()).map(Provenance::replica).contains("c1");
        assertThat(baseline().replicas()).containsOnlyKeys(SLOT.toString());
        assertThat(learner.runtimeCallSets().find(RUNC, RuntimeCallsKind.PRIVILEGED).orElseThrow().numbers()).containsExactly(59, 105);
    }

    @Test
    void theNameMayComeAtAnyTimeWithTheSameResult() {
        List<Event> events = List.of(
                observation(SLOT, start(59), 2),
                snapshot(SLOT, 12).window(1, start(59)).runtimeCalls(RuntimeCallsKind.PRIVILEGED, 59).build(),
                observation(SLOT, serve(0), 13),
                snapshot(SLOT, 22).seen(start(59)).window(2, serve(0)).build(),
                snapshot(SLOT, 25).seen(start(59), serve(0), serve(1)).last().build());
        Workload expected = null;
        for (int named = 0; named <= events.size(); named++) {
            Learner fresh = new Learner(new BaselineStore(directory.resolve("at" + named)), LearningRules.DEFAULT, () -> 1);
            events.subList(0, named).forEach(fresh::learn);
            fresh.learn(container(SLOT, "c1", "web"));
            events.subList(named, events.size()).forEach(fresh::learn);
            Workload workload = fresh.workload(WEB).orElseThrow();
            expected = expected == null ? workload : expected;
            assertThat(workload).as("named after %d events", named).isEqualTo(expected);
        }
    }

    @Test
    void aSnapshotHoldsWhatNoObservationReported() {
        learn(container(SLOT, "c1", "web"), snapshot(SLOT, 30).seen(serve(165)).build());
        Observations observations = baseline().observations(serve(165)).orElseThrow();
        assertThat(observations.first()).isEqualTo(30 * SECOND);
        assertThat(observations.provenance()).as("no process is named without evidence").isEmpty();
    }

    @Test
    void theOrderOfObservationAndSnapshotMakesNoDifference() {
        Event observation = observation(SLOT, serve(0), 13);
        Event window = snapshot(SLOT, 22).window(1, serve(0)).build();
        Event later = snapshot(SLOT, 32).seen(serve(0)).window(2, serve(1)).build();
        learn(container(SLOT, "c1", "web"), observation, window, later);
        Baseline one = baseline();
        learner = new Learner(new BaselineStore(directory.resolve("other")), LearningRules.DEFAULT, () -> 1);
        learn(container(SLOT, "c1", "web"), later, window, observation, later);
        assertThat(baseline().items()).isEqualTo(one.items());
        assertThat(one.observations(serve(0)).orElseThrow().lastSeen()).as("not in the last window").isEqualTo(22 * SECOND);
    }

    @Test
    void numbersBeyondTheTableAreOneItemAndNoLoss() {
        learn(container(SLOT, "c1", "web"), observation(SLOT, serve(Layout.SYSCALLS), 3),
                snapshot(SLOT, 22).item(serve(Layout.SYSCALLS), 5, 3, 4, 0).build(), observation(SLOT, serve(Layout.SYSCALLS + 1), 3));
        assertThat(baseline().items()).containsOnlyKeys(serve(Layout.SYSCALLS));
        assertThat(baseline().partialReasons()).isEmpty();
    }

    @Test
    void whatAnOlderCollectorCountedAsLostMakesNoBaselinePartial() {
        learn(container(SLOT, "c1", "web"), snapshot(SLOT, 22).seen(serve(1)).lost(Loss.OUT_OF_RANGE, 5).build());
        assertThat(baseline().partialReasons()).isEmpty();
    }

    @Test
    void setsOfArgumentsShowTheirOverflowOnly() {
        Item set = new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.SERVE, ArgumentSet.MARK, 41, 0);
        Item family = new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.SERVE, 0, 41, 2);
        learn(container(SLOT, "c1", "web"), snapshot(SLOT, 22).item(family, 9, 3, 4, 0).item(set, 1, 3, 3, 0).build());
        assertThat(baseline().items()).containsOnlyKeys(family);
        learn(snapshot(SLOT, 32).item(family, 9, 3, 4, 0).item(set, 64, 3, 3, ItemFlags.UNCONSTRAINED).build());
        assertThat(baseline().arguments(Set.of(Stage.SERVE), Abi.X86_64, 41, 0).closed()).isFalse();
    }

    @Test
    void itemsCountForAWindowWhereTheyWereUsedInIt() {
        Item family = new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.SERVE, 0, 41, 2);
        learn(
                container(SLOT, "c1", "web"),
                snapshot(SLOT, 20).window(1, serve(41)).item(family, 1, 15, 15, 0).build(),
                snapshot(SLOT, 30).window(2, serve(41)).item(family, 1, 15, 15, 0).build(),
                snapshot(SLOT, 40).window(3, serve(41)).item(family, 2, 15, 35, 0).build());
        assertThat(baseline().replicas().get(SLOT.toString()).incidence()).isEqualTo(Map.of(serve(41), 3, family, 2));
    }

    @Test
    void aContainerUnderAFilterThatIsKnownMakesItWholeWheneverItsNameComes() {
        Event.Snapshot snapshot = snapshot(SLOT, 20).notes(SlotNote.UNDER_FILTER).build();
        learn(filtered(SLOT, "c1"), snapshot);
        assertThat(baseline().partialReasons()).isEmpty();
        assertThat(baseline().filters()).singleElement().extracting(LearnedFilter::profile).isEqualTo(FILTER);
        learn(snapshot(slot(4, 1), 20).notes(SlotNote.UNDER_FILTER).build(), filtered(slot(4, 1), "c2"));
        assertThat(baseline().partialReasons()).isEmpty();
        learner.store(learner.mark(IngestState.BEGINNING));
        learner = learner(LearningRules.DEFAULT);
        learn(snapshot); // of a container that was known before the restart
        assertThat(baseline().partialReasons()).isEmpty();
        assertThat(baseline().filters()).as("on the disk").extracting(LearnedFilter::profile).containsExactly(FILTER);
    }

    @Test
    void oneReplicaUnderAFilterOfWhichNothingIsKnownIsAGap() {
        learn(filtered(SLOT, "c1"), snapshot(SLOT, 20).notes(SlotNote.UNDER_FILTER).build());
        learn(container(slot(4, 1), "c2", "web"), snapshot(slot(4, 1), 20).notes(SlotNote.UNDER_FILTER).build());
        assertThat(baseline().partialReasons()).containsExactly(GapReason.UNDER_FILTER);
    }

    @Test
    void aFilterThatAllowsByDefaultOrIsNoneCountsAsNotKnown() {
        for (String filter : List.of("{\"defaultAction\":\"SCMP_ACT_ALLOW\"}", "{\"defaultAction\":7}", "[")) {
            assertThat(new KnownFilters().of(Grants.UNKNOWN.withFilter(filter))).as(filter).isEmpty();
        }
    }

    private static final String FILTER = "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[{\"names\":[\"read\"],\"action\":\"SCMP_ACT_ALLOW\"}]}";

    private static Event.ContainerChanged filtered(SlotId slot, String id) {
        return new Event.ContainerChanged(NOWHERE, SECOND, slot, container(slot, id, "web").container().withFilter(FILTER));
    }

    @Test
    void aContainerUnderAFilterOrFoundLateMakesTheBaselinePartial() {
        learn(container(SLOT, "c1", "web"), snapshot(SLOT, 20).notes(SlotNote.UNDER_FILTER).mode(SlotMode.LATE).build());
        assertThat(baseline().partialReasons()).containsExactly(GapReason.UNDER_FILTER, GapReason.LATE);
        learn(container(slot(4, 1), "c2", "web"), snapshot(slot(4, 1), 20).build());
        assertThat(baseline().partialReasons()).isEmpty();
    }

    @Test
    void lossesOfASlotReachItsBaseline() {
        learn(container(SLOT, "c1", "web"), snapshot(SLOT, 20).lost(Loss.RING_FULL, 100).lost(Loss.ITEMS_FULL, 3).build());
        assertThat(baseline().gaps()).isEqualTo(Map.of(GapReason.RING_FULL, 100L, GapReason.ITEMS_FULL, 3L));
        assertThat(baseline().partialReasons()).containsExactly(GapReason.ITEMS_FULL);
    }

    @Test
    void containersWithoutASlotMakeThoseThatRunPartial() {
        learn(container(SLOT, "c1", "web"), loss(0));
        assertThat(baseline().partialReasons()).isEmpty();
        learn(loss(2));
        assertThat(baseline().partialReasons()).containsExactly(GapReason.SLOTS_EXHAUSTED);
        learn(snapshot(SLOT, 20).last().build(), container(slot(4, 1), "c2", "other"), loss(2));
        assertThat(learner.workload(new WorkloadId("other", "")).orElseThrow().baseline().partialReasons()).as("nothing new").isEmpty();
    }

    private static Event loss(long exhausted) {
        return loss(exhausted, 1);
    }

    private static Event loss(long exhausted, long time) {
        return new Event.LossReported(NOWHERE, time, new LossReport(EPOCH, exhausted, 0, 0, 0, LossReport.ContainerLosses.NONE, LossReport.QueueLosses.NONE, null));
    }

    @Test
    void aReplicaWithoutItsLastSnapshotIsReported() {
        learn(container(SLOT, "c1", "web"), snapshot(SLOT, 20).build(), container(slot(3, 2), "c2", "other"));
        assertThat(baseline().gaps()).containsKey(GapReason.UNFINISHED);
        assertThat(learner.containers(WEB)).isEmpty();
        assertThat(learner.container(SLOT)).isEmpty();
    }

    @Test
    void anEndWithoutALastSnapshotIsReported() {
        learn(container(SLOT, "c1", "web"), snapshot(SLOT, 20).build(), container(SLOT, "c1", "web", "", 30 * SECOND));
        assertThat(baseline().gaps()).containsKey(GapReason.UNFINISHED);
        learn(container(slot(4, 1), "c2", "other"), snapshot(slot(4, 1), 20).last().build(), container(slot(4, 1), "c2", "other", "", 30 * SECOND));
        assertThat(learner.workload(new WorkloadId("other", "")).orElseThrow().baseline().gaps()).isEmpty();
    }

    @Test
    void aReplicaWithItsLastSnapshotIsComplete() {
        learn(container(SLOT, "c1", "web"), snapshot(SLOT, 20).last().build(), container(slot(3, 2), "c2", "other"));
        assertThat(baseline().gaps()).isEmpty();
    }

    @Test
    void aSlotThatIsUsedAgainInheritsNothing() {
        learn(
                container(SLOT, "c1", "web"), snapshot(SLOT, 20).seen(serve(1)).last().build(),
                observation(slot(3, 2), serve(2), 30), container(slot(3, 2), "c2", "other"),
                observation(SLOT, serve(3), 31));
        assertThat(baseline().items()).containsOnlyKeys(serve(1));
        assertThat(learner.workload(new WorkloadId("other", "")).orElseThrow().baseline().items()).containsOnlyKeys(serve(2));
    }

    @Test
    void anUnidentifiedReplicaIsNoWorkloadButAGapOfTheWorkloadsThatItMayBelongTo() {
        learn(container(SLOT, "c1", "web"), snapshot(SLOT, 20).item(PROGRAM, 1, 3, 3, 0).seen(serve(1)).build());
        learn(snapshot(slot(5, 1), 21).item(PROGRAM, 1, 3, 3, 0).seen(serve(1)).last().build(), unidentified(slot(5, 1), "c5"));
        assertThat(learner.ids()).containsExactly(WEB);
        assertThat(baseline().partialReasons()).as("it did nothing that is not known").isEmpty();
        learn(snapshot(slot(6, 1), 22).seen(serve(9)).last().build(), unidentified(slot(6, 1), "c6"));
        assertThat(baseline().partialReasons()).as("it ran another program").isEmpty();
        learn(snapshot(slot(7, 1), 23).item(PROGRAM, 1, 3, 3, 0).seen(serve(2)).last().build(), unidentified(slot(7, 1), "c7"));
        assertThat(learner.ids()).containsExactly(WEB);
        assertThat(baseline().partialReasons()).containsExactly(GapReason.UNIDENTIFIED);
    }

    @Test
    void whatABaselineMayLackIsLoggedByReplicaAndKind() {
        Logger logger = (Logger) LoggerFactory.getLogger(Gaps.class);
        Level before = logger.getLevel();
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
        try {
            learn(container(SLOT, "c1", "web"), snapshot(SLOT, 20).item(PROGRAM, 1, 3, 3, 0).seen(serve(1)).build());
            learn(snapshot(slot(5, 1), 21).item(PROGRAM, 1, 3, 3, 0).seen(serve(1)).seen(serve(2)).seen(serve(3)).last().build(), unidentified(slot(5, 1), "c5"));
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(before);
        }
        assertThat(lines.list).singleElement().extracting(ILoggingEvent::getFormattedMessage).asString().startsWith("container c5 ").endsWith(": {web={syscall=2}}");
    }

    private static Event unidentified(SlotId slot, String id) {
        ContainerMetadata ended = container(slot, id, id, "", 30 * SECOND).container().ended(30 * SECOND, true);
        return new Event.ContainerChanged(NOWHERE, 30 * SECOND, slot, ended);
    }

    @Test
    void documentsThatAreMissingAreSaidByThoseWhoseReplicasRan() {
        learn(container(SLOT, "c1", "web"));
        learn(new Event.Missed(NOWHERE, 5 * SECOND, Event.Missed.Reason.RING_BYTES_MISSING, 9));
        assertThat(baseline().partialReasons()).as("records are no state").isEmpty();
        learn(new Event.Missed(NOWHERE, 5 * SECOND, Event.Missed.Reason.DOCUMENTS_MISSING, 9));
        assertThat(baseline().gaps()).containsEntry(GapReason.DOCUMENTS_MISSING, 9L);
    }

    @Test
    void aWorkloadWhoseReplicasMayHaveComeAndGoneBetweenTwoEpochsSaysSo() {
        learn(session(EPOCH, false), container(SLOT, "c1", "web"), snapshot(SLOT, 20).last().build(), session(EPOCH, true));
        assertThat(baseline().partialReasons()).isEmpty();
        learn(session(EPOCH + 1, false));
        assertThat(baseline().partialReasons()).containsExactly(GapReason.UNOBSERVED);
    }

    @Test
    void newMapsBreakOffWhatWasWatched() {
        learn(container(SLOT, "c1", "web"), session(EPOCH, true));
        assertThat(baseline().gaps()).as("the same maps go on").isEmpty();
        learn(session(EPOCH + 1, false));
        assertThat(baseline().gaps()).containsKey(GapReason.UNFINISHED);
        assertThat(learner.containers(WEB)).isEmpty();
    }

    private static Event session(long epoch, boolean resumed) {
        return new Event.SessionStarted(NOWHERE, 1, new SessionInfo("node", "boot", "6.1", 1, epoch, resumed, 10_000, "", 1));
    }

    @Test
    void runtimeCallSetsAreKeptByRuntimeAndByPlaceOfTheFilter() {
        learn(
                container(SLOT, "c1", "web"),
                snapshot(SLOT, 2).beforeEntrypoint().runtimeCalls(RuntimeCallsKind.PRIVILEGED, 1, 2, 3).build());
        assertThat(learner.runtimeCallSets().sets()).as("the exec has not happened").isEmpty();
        learn(snapshot(SLOT, 20).runtimeCalls(RuntimeCallsKind.PRIVILEGED, 59, 105).runtimeCalls(RuntimeCallsKind.NO_NEW_PRIVILEGES, 59).build());
        learn(snapshot(SLOT, 30).runtimeCalls(RuntimeCallsKind.PRIVILEGED, 59, 106).build());
        assertThat(learner.runtimeCallSets().find(RUNC, RuntimeCallsKind.PRIVILEGED).orElseThrow().numbers()).containsExactly(59, 105, 106);
        assertThat(learner.runtimeCallSets().find(RUNC, RuntimeCallsKind.NO_NEW_PRIVILEGES).orElseThrow().numbers()).containsExactly(59);
        assertThat(baseline().runtimeIdentities()).containsExactly(RUNC);
        assertThat(baseline().items()).as("no part of the workload").isEmpty();
    }

    @Test
    void grantedCapabilitiesAreKept() {
        learn(container(SLOT, "c1", "web"));
        assertThat(baseline().granted()).containsExactly(Capability.CAP_CHOWN, Capability.CAP_NET_RAW);
    }

    @Test
    void oneReplicaWithoutNoNewPrivilegesIsEnoughToNeedThem() {
        assertThat(Baseline.EMPTY.noNewPrivileges()).as("nothing known").isFalse();
        learn(granted(new Grants(true, List.of(), List.of(), null, true, null, 0)));
        assertThat(baseline().noNewPrivileges()).isTrue();
        learn(granted(new Grants(true, List.of(), List.of(), null, false, null, 0)));
        assertThat(baseline().noNewPrivileges()).isFalse();
        learner.store(learner.mark(IngestState.BEGINNING));
        assertThat(learner(LearningRules.DEFAULT).workload(WEB).orElseThrow().baseline().noNewPrivileges()).as("on the disk").isFalse();
    }

    @Test
    void nothingGrantedIsNotTheSameAsNothingKnown() {
        learn(granted(new Grants(true, List.of(), List.of(), null, false, null, 0)));
        assertThat(baseline().granted()).isEmpty();
        assertThat(baseline().grantsKnown()).isTrue();
        learner.store(learner.mark(IngestState.BEGINNING));
        assertThat(learner(LearningRules.DEFAULT).workload(WEB).orElseThrow().baseline().grantsKnown()).as("on the disk").isTrue();
        assertThat(Baseline.EMPTY.grantsKnown()).isFalse();
    }

    /** The first container is known by its events only; the configuration of a later one says that nothing is granted. */
    @Test
    void theGrantsThatAConfigurationGivesAfterTheFreezeAreHeldToo() {
        learn(granted(Grants.UNKNOWN), observation(SLOT, serve(0), 2));
        assertThat(learner.freeze(WEB, "uid 0", true).baseline().grantsKnown()).isFalse();
        learn(granted(new Grants(true, List.of(), List.of(), null, false, null, 0)));
        assertThat(learner.workload(WEB).orElseThrow().pending().grantsKnown()).isTrue();
    }

    /** Else the advice would leave out a capability that was accepted, since the container was not granted it. */
    @Test
    void whatAnAcceptedItemRanUnderIsAcceptedWithIt() {
        learn(granted(new Grants(true, List.of(), List.of(), null, false, null, 0)), observation(SLOT, serve(0), 2));
        learner.freeze(WEB, "uid 0", true);
        Grants wider = new Grants(true, List.of("CAP_NET_ADMIN"), List.of(), null, false, null, 0);
        learn(granted(wider), snapshot(SLOT, 50).runtimeCalls(RuntimeCallsKind.PRIVILEGED, 59).build(), observation(SLOT, serve(101), 51));
        assertThat(baseline().granted()).as("frozen").isEmpty();
        Baseline accepted = learner.approve(WEB, item -> true, "uid 0", "").baseline();
        assertThat(accepted.granted()).containsExactly(Capability.CAP_NET_ADMIN);
        assertThat(accepted.grantsKnown()).isTrue();
        assertThat(accepted.runtimeIdentities()).containsExactly(RUNC);
        assertThat(learner.workload(WEB).orElseThrow().pending().granted()).isEmpty();
    }

    private static Event granted(Grants grants) {
        ContainerMetadata web = container(SLOT, "c1", "web").container();
        return new Event.ContainerChanged(NOWHERE, SECOND, SLOT, new ContainerMetadata(
                web.slot(), 9, "/a", "c1", web.kind(), RUNC, "", "web", "", "", List.of(), Map.of(), grants, "node", 1, 0, false));
    }

    @Test
    void aFrozenBaselineDoesNotChangeAndWhatComesLaterIsHeld() {
        learn(container(SLOT, "c1", "web"), observation(SLOT, serve(0), 2));
        Workload frozen = learner.freeze(WEB, "uid 0", true);
        assertThat(frozen.state()).isEqualTo(BaselineState.FROZEN);
        learn(observation(SLOT, serve(0), 50), observation(SLOT, serve(101), 51),
                snapshot(SLOT, 60).seen(Item.syscall(Abi.X86_64, Stage.SETUP, 165)).window(1, start(0), serve(101)).build());
        Workload later = learner.workload(WEB).orElseThrow();
        assertThat(later.baseline()).isEqualTo(frozen.baseline());
        assertThat(later.pending().items()).as("not the runtime's steps, and not the same at another time").containsOnlyKeys(serve(101));
        assertThat(later.reviewDue()).isTrue();
        Workload accepted = learner.approve(WEB, item -> true, "uid 0", "");
        assertThat(accepted.state()).isEqualTo(BaselineState.FROZEN);
        assertThat(accepted.baseline().items()).containsOnlyKeys(serve(0), serve(101));
        assertThat(accepted.reviewDue()).isFalse();
    }

    @Test
    void whatIsRejectedWaitsAgainOnlyIfAnotherProgramDoesIt() {
        learn(container(SLOT, "c1", "web"), observation(SLOT, serve(0), 2));
        learner.freeze(WEB, "uid 0", true);
        learn(observation(SLOT, serve(101), 50), observation(SLOT, serve(102), 50));
        Workload rejected = learner.reject(WEB, serve(101)::equals, "uid 1", "ptrace");
        assertThat(rejected.baseline().items()).containsOnlyKeys(serve(0));
        assertThat(rejected.rejections().cover(serve(101))).isTrue();
        assertThat(rejected.reviewDue()).as("the other one waits").isTrue();
        assertThat(rejected.decisions()).last().satisfies(decision -> {
            assertThat(decision.action()).isEqualTo(Decision.Action.REJECT);
            assertThat(decision.items()).isEqualTo(1);
        });
        learner.reject(WEB, serve(102)::equals, "uid 1", "");
        learn(observation(SLOT, serve(101), 60), snapshot(SLOT, 60).window(1, serve(101)).build());
        assertThat(learner.workload(WEB).orElseThrow().reviewDue()).as("the same program again").isFalse();
        learn(observation(SLOT, serve(101), 70, 1, 0, "/tmp/x"));
        Workload again = learner.workload(WEB).orElseThrow();
        assertThat(again.reviewDue()).isTrue();
        assertThat(again.rejections().cover(serve(101))).isFalse();
        assertThat(again.rejections().cover(serve(102))).isTrue();
        Workload both = learner.reject(WEB, serve(101)::equals, "uid 1", "");
        assertThat(both.reviewDue()).isFalse();
        learner.store(learner.mark(IngestState.BEGINNING));
        assertThat(learner(LearningRules.DEFAULT).workload(WEB)).as("it is on the disk").contains(both);
        assertThat(learner.thaw(WEB, "uid 1").baseline().items()).as("what was rejected is not taken").containsOnlyKeys(serve(0));
    }

    @Test
    void whatOneOfFiftyReplicasDoesAfterTheFreezeIsHeldForReviewAndNamesIt() {
        int replicas = 50;
        for (int i = 1; i <= replicas; i++) {
            learn(container(slot(i, 1), "c" + i, "web"), snapshot(slot(i, 1), 10).window(1, serve(0), serve(1)).build());
        }
        Workload frozen = learner.freeze(WEB, "uid 0", true);
        Item unshare = serve(272);
        Item mount = serve(165);
        for (int i = 1; i <= replicas; i++) {
            boolean compromised = i == 17;
            if (compromised) {
                learn(observation(slot(i, 1), unshare, 15));
            }
            learn(compromised
                    ? snapshot(slot(i, 1), 20).window(2, serve(0), unshare, mount).build()
                    : snapshot(slot(i, 1), 20).window(2, serve(0)).build());
        }
        Workload later = learner.workload(WEB).orElseThrow();
        assertThat(later.baseline()).as("nothing widens by itself").isEqualTo(frozen.baseline());
        assertThat(later.pending().items()).containsOnlyKeys(mount, unshare);
        assertThat(later.pending().replicas()).containsOnlyKeys(slot(17, 1).toString());
        assertThat(later.pending().observations(unshare).orElseThrow().provenance()).map(Provenance::replica).contains("c17");

        Workload reviewed = learner.approve(WEB, mount::equals, "uid 0", "");
        assertThat(reviewed.baseline().contains(mount)).isTrue();
        assertThat(reviewed.baseline().contains(unshare)).isFalse();
        assertThat(reviewed.pending().items()).containsOnlyKeys(unshare);
        assertThat(learner(LearningRules.DEFAULT).workload(WEB)).as("it is on the disk").contains(reviewed);
    }

    @Test
    void theWindowsOfWhatIsHeldForReviewAreCounted() {
        learn(container(SLOT, "c1", "web"), snapshot(SLOT, 10).window(1, serve(0)).build());
        learner.freeze(WEB, "uid 0", true);
        for (int number = 2; number <= 11; number++) {
            learn(snapshot(SLOT, 10L * number).window(number, serve(0), serve(101)).build());
            learn(snapshot(SLOT, 10L * number).window(number, serve(0), serve(101)).build()); // read again
        }
        Workload later = learner.workload(WEB).orElseThrow();
        assertThat(later.pending().replicas().values()).singleElement()
                .satisfies(replica -> assertThat(replica.incidence()).containsEntry(serve(101), 10));
    }

    @Test
    void underWhatAFrozenWorkloadRunsAndWhatIsMissedOfItIsKeptAndSurvivesTheThaw() {
        learn(container(SLOT, "c1", "web"), observation(SLOT, serve(0), 2));
        learner.freeze(WEB, "uid 0", true);
        assertThat(learner.workload(WEB).orElseThrow().partialReasons()).isEmpty();
        learn(session(EPOCH + 1, false)); // it was watched, and is no longer
        learn(container(slot(5, 1), "c2", "web"), snapshot(slot(5, 1), 20).runtimeCalls(RuntimeCallsKind.PRIVILEGED, 59).build());
        Workload later = learner.workload(WEB).orElseThrow();
        assertThat(later.baseline().gaps()).as("frozen").isEmpty();
        assertThat(later.partialReasons()).containsExactly(GapReason.UNFINISHED);
        assertThat(later.runtimes()).containsExactly(RUNC);
        assertThat(later.reviewDue()).as("nothing was done that is to be decided upon").isFalse();
        learner.approve(WEB, item -> true, "uid 0", "");
        assertThat(learner.thaw(WEB, "uid 0").baseline().gaps()).containsKey(GapReason.UNFINISHED);
        assertThat(baseline().runtimeIdentities()).containsExactly(RUNC);
    }

    @Test
    void aDecisionThatCannotBeWrittenDownIsNone() throws IOException {
        learn(container(SLOT, "c1", "web"), observation(SLOT, serve(0), 2));
        learner.freeze(WEB, "uid 0", true);
        learn(observation(SLOT, serve(101), 51));
        Workload before = learner.workload(WEB).orElseThrow();
        Path workloads = directory.resolve("workloads");
        Files.move(workloads, directory.resolve("elsewhere"));
        Files.createFile(workloads);
        assertThatThrownBy(() -> learner.approve(WEB, item -> true, "uid 0", "")).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> learner.thaw(WEB, "uid 0")).isInstanceOf(StoreException.class);
        assertThat(learner.workload(WEB)).contains(before);
        Files.delete(workloads);
        Files.move(directory.resolve("elsewhere"), workloads);
        assertThat(learner.thaw(WEB, "uid 0").frozen()).isFalse();
    }

    @Test
    void whoDecidedWhatIsKept() {
        learn(container(SLOT, "c1", "web"), observation(SLOT, serve(0), 2));
        learner.freeze(WEB, "uid 0", true);
        learn(observation(SLOT, serve(101), 51));
        learner.approve(WEB, item -> false, "uid 2: nothing was accepted", "");
        learner.approve(WEB, item -> true, "uid 1", "");
        learner.thaw(WEB, "uid 2");
        learner.thaw(WEB, "uid 2: it learns");
        long now = 1_000 * SECOND;
        assertThat(learner.workload(WEB).orElseThrow().decisions()).containsExactly(
                new Decision(now, Decision.Action.FREEZE, "uid 0", 1, "forced: 0 containers, 0 of 10 windows"),
                new Decision(now, Decision.Action.ACCEPT, "uid 1", 1),
                new Decision(now, Decision.Action.THAW, "uid 2", 0));
        for (int i = 0; i < Workload.MAX_DECISIONS; i++) {
            learner.freeze(WEB, "uid 3", true);
            learner.thaw(WEB, "uid 3");
        }
        assertThat(learner.workload(WEB).orElseThrow().decisions().size()).isLessThanOrEqualTo(Workload.MAX_DECISIONS);
    }

    @Test
    void aThawedWorkloadLearnsOn() {
        learn(container(SLOT, "c1", "web"), observation(SLOT, serve(0), 2));
        learner.freeze(WEB, "uid 0", true);
        learn(observation(SLOT, serve(101), 51));
        assertThat(learner.thaw(WEB, "uid 0").state()).isEqualTo(BaselineState.LEARNING);
        learn(observation(SLOT, serve(102), 52));
        assertThat(baseline().items()).containsOnlyKeys(serve(0), serve(101), serve(102));
    }

    @Test
    void anotherImageIsLearnedBesideTheFrozenOne() {
        learn(container(SLOT, "c1", "web", "sha256:old", 0), observation(SLOT, serve(0), 2));
        learner.freeze(new WorkloadId("web", "sha256:old"), "uid 0", true);
        learn(container(slot(4, 1), "c2", "web", "sha256:new", 0), observation(slot(4, 1), serve(1), 3));
        assertThat(learner.ids()).containsExactly(new WorkloadId("web", "sha256:new"), new WorkloadId("web", "sha256:old"));
        assertThat(learner.workload(new WorkloadId("web", "sha256:old")).orElseThrow().reviewDue()).isFalse();
        assertThat(learner.frozen(new WorkloadId("web", "sha256:new"))).isFalse();
    }

    @Test
    void freezingAnUnknownWorkloadSaysWhereTheKnownOnesAre() {
        assertThatThrownBy(() -> learner.freeze(WEB, "uid 0", true))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContainingAll("web", "winnow workloads");
    }

    @Test
    void freezingWhatIsNotReadyIsRefusedWithAllThatItLacks() {
        learn(container(SLOT, "c1", "web"));
        assertThatThrownBy(() -> learner.freeze(WEB, "uid 0", false)).isInstanceOf(NotReadyException.class).hasMessage(
                "workload web is not ready to be frozen: no container of it has been watched for a whole window; no system call of it has been seen;"
                        + " it rests on 0 windows of the 10 that it needs; it has been learned for 0 s of 600 s."
                        + " Let it learn on, or freeze it all the same with --force");
        learn(snapshot(SLOT, 990).mode(SlotMode.LATE).window(1, serve(0)).build());
        assertThatThrownBy(() -> learner.freeze(WEB, "uid 0", false)).isInstanceOf(NotReadyException.class)
                .hasMessageContainingAll("it is partial: no replica was watched from its start", "1 windows of the 10", "10 s of 600 s");
        assertThat(learner.frozen(WEB)).isFalse();
    }

    @Test
    void whatIsReadyIsFrozenWithoutForceAndNothingIsNoted() {
        settle();
        assertThat(learner.freeze(WEB, "uid 0", false).decisions()).singleElement().extracting(Decision::note).isEqualTo("");
        assertThat(learner.freeze(WEB, "uid 1", false).decisions()).as("it is frozen already").hasSize(1);
    }

    @Test
    void aForgottenWorkloadIsGoneFromTheDiskAndTheJournalSaysWhoForgotIt() throws IOException {
        learn(container(SLOT, "c1", "web"), observation(SLOT, serve(0), 2));
        learner.freeze(WEB, "uid 0", true);
        long revision = learner.revision(WEB);
        learner.forget(WEB, "uid 7", "forced: its baseline is frozen");
        assertThat(learner.ids()).isEmpty();
        assertThat(learner(LearningRules.DEFAULT).ids()).as("after a restart").isEmpty();
        assertThat(Files.readAllLines(directory.resolve("forgotten.jsonl"))).singleElement().asString()
                .contains("\"name\":\"web\"", "\"state\":\"frozen\"", "\"items\":1", "\"by\":\"uid 7\"", "its baseline is frozen");
        learn(observation(SLOT, serve(1), 3));
        assertThat(baseline().items()).as("its container is learned anew").containsOnlyKeys(serve(1));
        assertThat(learner.revision(WEB)).as("no list takes the new one for the old one").isGreaterThan(revision);
        assertThat(learner.frozen(WEB)).isFalse();
        assertThatThrownBy(() -> learner.forget(new WorkloadId("none", ""), "uid 0", "")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void whatCannotBeForgottenIsThereStill() throws IOException {
        learn(container(SLOT, "c1", "web"), observation(SLOT, serve(0), 2));
        learner.store(learner.mark(IngestState.BEGINNING));
        Files.createDirectory(directory.resolve("forgotten.jsonl"));
        assertThatThrownBy(() -> learner.forget(WEB, "uid 0", "")).isInstanceOf(StoreException.class).hasMessageContaining("make space");
        assertThat(learner.ids()).containsExactly(WEB);
        assertThat(learner(LearningRules.DEFAULT).workload(WEB)).isPresent();
    }

    /** The clock of decisions stands at 1,000 s. */
    @Test
    void onlyWhatIsNotFrozenAndHasNoContainerIsIdle() throws IOException {
        WorkloadId frozen = new WorkloadId("frozen", "");
        WorkloadId running = new WorkloadId("running", "");
        learn(container(SLOT, "c1", "web", "", 9 * SECOND), container(slot(4, 1), "c2", "frozen", "", 9 * SECOND), container(slot(5, 1), "c3", "running"));
        learner.freeze(frozen, "uid 0", true);
        learner.store(learner.mark(IngestState.BEGINNING));
        try (DirectoryStream<Path> documents = Files.newDirectoryStream(directory.resolve("workloads"))) {
            for (Path document : documents) {
                Files.setLastModifiedTime(document, FileTime.from(900, TimeUnit.SECONDS));
            }
        }
        assertThat(learner.idle(Duration.ofSeconds(101))).as("written 100 s ago").isEmpty();
        assertThat(learner.idle(Duration.ofSeconds(99))).containsExactly(WEB);
        learn(observation(SLOT, serve(7), 950));
        assertThat(learner.idle(Duration.ofSeconds(99))).as("changed, and not written yet").isEmpty();
        assertThat(learner.ids()).contains(frozen, running);
    }

    @Test
    void freezingIsStoredAtOnce() {
        learn(container(SLOT, "c1", "web"), observation(SLOT, serve(0), 2));
        learner.freeze(WEB, "uid 0", true);
        learner = learner(LearningRules.DEFAULT);
        assertThat(learner.frozen(WEB)).isTrue();
        learn(container(SLOT, "c1", "web"), observation(SLOT, serve(0), 2), observation(SLOT, serve(9), 3));
        assertThat(learner.workload(WEB).orElseThrow().pending().items()).as("read again after a crash").containsOnlyKeys(serve(9));
    }

    @Test
    void nothingFreezesByItself() {
        settle();
        assertThat(learner.workload(WEB).orElseThrow().state()).isEqualTo(BaselineState.STABLE);
    }

    @Test
    void aConfiguredRuleFreezesWhatHasComeThatFar() {
        LearningRules rules = new LearningRules(
                0.99, 0.95, FreezeReadiness.DEFAULT, Optional.of(new LearningRules.FreezeRule(0.95, Duration.ofSeconds(100), 2)), Grouping.WORKLOAD, false);
        learner = learner(rules);
        settle();
        assertThat(learner.frozen(WEB)).as("one replica is too few").isFalse();
        learn(container(slot(4, 1), "c2", "web"), snapshot(slot(4, 1), 801).window(1, serve(0), serve(1)).build());
        Workload frozen = learner.workload(WEB).orElseThrow();
        assertThat(frozen.state()).isEqualTo(BaselineState.FROZEN);
        assertThat(frozen.frozenAt()).isEqualTo(801 * SECOND);
    }

    /** The clock of decisions stands at 1,000 s. */
    @Test
    void whatAnOperatorThawsTheRuleFreezesOnlyAfterItsTime() {
        learner = learner(new LearningRules(
                0.99, 0.95, FreezeReadiness.DEFAULT, Optional.of(new LearningRules.FreezeRule(0.95, Duration.ofSeconds(100), 1)), Grouping.WORKLOAD, false));
        settle();
        assertThat(learner.frozen(WEB)).isTrue();
        learner.thaw(WEB, "uid 0");
        learn(snapshot(SLOT, 1_010).window(81, serve(0), serve(1)).build());
        assertThat(learner.frozen(WEB)).as("10 s after the thaw").isFalse();
        learn(snapshot(SLOT, 1_100).window(82, serve(0), serve(1)).build());
        assertThat(learner.frozen(WEB)).as("100 s after it").isTrue();
    }

    @Test
    void aContainerThatEndedBeforeItWasKnownAndWhoseLastSnapshotNeverCameIsUnfinished() {
        learn(observation(SLOT, serve(0), 2), new Event.CgroupRemoved(NOWHERE, 3 * SECOND, SLOT, 9, 0, "/a"), container(SLOT, "c1", "web"));
        learn(session(EPOCH + 1, false));
        assertThat(learner.workload(WEB).orElseThrow().partialReasons()).containsExactly(GapReason.UNFINISHED);
    }

    @Test
    void aContainerThatEndedBeforeItWasKnownIsWholeOnceItsLastSnapshotHasCome() {
        learn(observation(SLOT, serve(0), 2), new Event.CgroupRemoved(NOWHERE, 3 * SECOND, SLOT, 9, 0, "/a"), container(SLOT, "c1", "web"));
        learn(snapshot(SLOT, 4).last().build(), session(EPOCH + 1, false));
        assertThat(learner.workload(WEB).orElseThrow().partialReasons()).isEmpty();
    }

    @Test
    void moreWorkloadsThanStayInMemoryAreLearnedWhileTheDiskTakesNothing() throws IOException {
        Path workloads = directory.resolve("workloads");
        Files.move(workloads, directory.resolve("elsewhere"));
        Files.createFile(workloads);
        int count = WorkloadCache.MAX_LOADED + 50;
        for (int i = 1; i <= count; i++) {
            learn(container(slot(i, 1), "c" + i, "web-" + i), observation(slot(i, 1), serve(i % 50), 2));
        }
        Files.delete(workloads);
        Files.move(directory.resolve("elsewhere"), workloads);
        learner.store(learner.mark(IngestState.BEGINNING));
        for (int i = 1; i <= count; i++) {
            assertThat(learner.workload(new WorkloadId("web-" + i, "")).orElseThrow().baseline().items()).containsOnlyKeys(serve(i % 50));
        }
    }

    @Test
    void noRuleFreezesWhatMissedSomething() {
        learner = learner(new LearningRules(
                0, 0, FreezeReadiness.DEFAULT, Optional.of(new LearningRules.FreezeRule(0, Duration.ZERO, 0)), Grouping.WORKLOAD, false));
        learn(container(SLOT, "c1", "web"), snapshot(SLOT, 20).lost(Loss.ITEMS_FULL, 1).window(1, serve(0)).build());
        assertThat(learner.frozen(WEB)).isFalse();
        assertThat(learner.workload(WEB).orElseThrow().state()).isEqualTo(BaselineState.LEARNING);
    }

    private void settle() {
        learn(container(SLOT, "c1", "web"));
        for (int window = 1; window <= 80; window++) {
            learn(snapshot(SLOT, window * 10L).window(window, serve(0), serve(1)).build());
        }
    }

    @Test
    void unidentifiedCgroupsAreForgottenAndCounted() {
        int slots = SlotOwners.MAX_UNKNOWN + 100;
        for (int i = 1; i <= slots; i++) {
            learn(observation(slot(i, 1), serve(0), 2));
        }
        assertThat(learner.unattributed()).isEqualTo(100);
        assertThat(learner.ids()).isEmpty();
        learn(new Event.CgroupRemoved(NOWHERE, 5 * SECOND, slot(slots, 1), 9, 0, "/a"), snapshot(slot(slots - 1, 1), 80).build());
        assertThat(learner.unattributed()).isEqualTo(101);
    }

    @Test
    void moreWorkloadsThanMemoryHoldsAreAllKept() {
        int workloads = WorkloadCache.MAX_LOADED + 50;
        for (int i = 1; i <= workloads; i++) {
            learn(container(slot(i, 1), "c" + i, "web-" + i), observation(slot(i, 1), serve(i % 300), 2));
        }
        for (int i = 1; i <= workloads; i++) {
            learn(observation(slot(i, 1), serve(400), 3));
            assertThat(learner.workload(new WorkloadId("web-" + i, "")).orElseThrow().baseline().items())
                    .containsOnlyKeys(serve(i % 300), serve(400));
        }
    }

    @Test
    void largeWorkloadsTakeNoMoreMemoryThanTheirShareOfTheHeap() {
        int items = Baseline.MAX_ITEMS;
        learnLarge(1, items);
        long one = learner.loaded(new WorkloadId("web-1", "")).orElseThrow().baseline().weight();
        int workloads = (int) (WorkloadCache.MAX_WEIGHT / one) * 3 / 2;
        assertThat(workloads).as("fewer than the limit of their number").isLessThan(WorkloadCache.MAX_LOADED);
        for (int i = 2; i <= workloads; i++) {
            learnLarge(i, items);
        }
        long loaded = IntStream.rangeClosed(1, workloads).mapToObj(i -> learner.loaded(new WorkloadId("web-" + i, ""))).flatMap(Optional::stream).count();
        assertThat(loaded * one).isBetween(WorkloadCache.MAX_WEIGHT - 2 * one, WorkloadCache.MAX_WEIGHT + one);
        assertThat(learner.workload(new WorkloadId("web-1", "")).orElseThrow().baseline().items()).as("it is on disk").hasSize(items);
    }

    private void learnLarge(int number, int items) {
        var snapshot = snapshot(slot(number, 1), 20);
        for (int value = 0; value < items; value++) {
            snapshot.item(new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.SERVE, 0, 16, value), 1, 2, 2, 0);
        }
        learn(container(slot(number, 1), "c" + number, "web-" + number), snapshot.build());
    }

    @Test
    void aSecondStartGoesOnWhereTheFirstStopped() {
        learn(observation(slot(9, 1), serve(7), 2), container(SLOT, "c1", "web"), observation(SLOT, serve(0), 2));
        IngestState read = new IngestState("q", 41, 42, EPOCH, 43, false, IngestState.BEGINNING.counters(), List.of(), IngestState.BEGINNING.closed(),
                IngestState.BEGINNING.losses());
        learner.store(learner.mark(read));
        learner = learner(LearningRules.DEFAULT);
        assertThat(learner.start()).isEqualTo(read);
        assertThat(learner.containers(WEB)).hasSize(1);
        learn(observation(SLOT, serve(1), 3), container(slot(9, 1), "c9", "late"));
        assertThat(baseline().items()).containsOnlyKeys(serve(0), serve(1));
        assertThat(learner.workload(new WorkloadId("late", "")).orElseThrow().baseline().items()).containsOnlyKeys(serve(7));
    }
}
