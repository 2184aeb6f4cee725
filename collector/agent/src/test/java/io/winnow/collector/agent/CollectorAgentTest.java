// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.container.CgroupRef;
import io.winnow.collector.container.CgroupSpan;
import io.winnow.collector.container.ContainerDescription;
import io.winnow.collector.container.Identification;
import io.winnow.collector.document.Acknowledgement;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.Grants;
import io.winnow.collector.document.HostInfo;
import io.winnow.collector.document.PolicyDocument;
import io.winnow.collector.document.PolicyDocument.AllowedCalls;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.document.SessionInfo;
import io.winnow.collector.flyweight.RecordEncoder;
import io.winnow.collector.queue.ControlQueue;
import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.queue.QueueConfig;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.record.Stage;
import io.winnow.collector.tracer.FakeTracer;
import io.winnow.collector.tracer.HostCounters;
import io.winnow.collector.tracer.TracerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectorAgentTest {

    private static final int HOST_PID_NAMESPACE = 1000;
    private static final int OWN_PID_NAMESPACE = 2000;

    @TempDir
    Path directory;

    private final FakeTracer tracer = new FakeTracer();
    private final Map<String, Identification> known = new HashMap<>();
    private final List<CgroupRef> existing = new ArrayList<>();
    private Predicate<ContainerDescription> chosen = container -> true;
    private EventsQueue queue;
    private CollectorAgent agent;
    private boolean populated = true;
    private int looksAlive = Integer.MAX_VALUE;
    private final CgroupState instance = new CgroupState() {
        @Override
        public boolean isAlive(CgroupRef cgroup) {
            return looksAlive-- > 0;
        }

        @Override
        public boolean isPopulated(CgroupRef cgroup) {
            return populated;
        }
    };
    private final List<String> asked = new ArrayList<>();
    private Executor discovery = Runnable::run;
    private long now = 1;
    private long changes;

    @BeforeEach
    void openQueue() {
        queue = EventsQueue.open(QueueConfig.of(events()), tracer::clockOffset);
    }

    @AfterEach
    void closeQueue() {
        queue.close();
    }

    private Path events() {
        return directory.resolve("events");
    }

    private Path control() {
        return directory.resolve("control");
    }

    private CollectorAgent start() {
        return start(TracerOptions.DEFAULT);
    }

    private CollectorAgent start(TracerOptions options) {
        SessionInfo session = new SessionInfo("node", "boot", "6.1", 1, tracer.epoch(), tracer.resumed(), 10_000, "", 7);
        agent = new CollectorAgent(CollectorConfig.of(events(), control(), "node").withTracer(options), tracer, queue, identifications(), () -> HostInfo.UNKNOWN, chosen, instance,
                new PolicyReader(Optional.of(control())), profiling(tracer), new WatchedCgroups(), session, HOST_PID_NAMESPACE, () -> now);
        return agent;
    }

    private CallProfiling profiling(FakeTracer of) {
        return new CallProfiling(of, queue, () -> now, now);
    }

    private Identifications identifications() {
        return new Identifications(new Identifications.Identifier() {
            @Override
            public Identification identify(CgroupRef cgroup, CgroupSpan span) {
                asked.add(cgroup.path());
                return known.getOrDefault(cgroup.path(), new Identification.NotYet());
            }

            @Override
            public long changes() {
                return changes;
            }
        }, () -> existing, discovery);
    }

    /** Rounds until this much time has passed. */
    private void run(Duration time) {
        long end = now + time.toNanos();
        long step = Math.max(3_000_000, time.toNanos() / 50);
        while (now < end) {
            now += step;
            tracer.tick(step);
            agent.doWork();
        }
    }

    private void runBriefly() {
        run(Duration.ofMillis(60));
    }

    private void container(String path, String id) {
        known.put(path, new Identification.Found(described(id, List.of("/init"), true)));
    }

    private static ContainerDescription described(String id, List<String> command, boolean complete) {
        return new ContainerDescription(id, ContainerKind.CONTAINER, RuntimeIdentity.UNKNOWN, "docker", id, "image", "", command, Map.of(), Grants.UNKNOWN, complete);
    }

    /** Only its id is known. */
    private void bare(String path, String id) {
        known.put(path, new Identification.Found(ContainerDescription.nameless(new CgroupRef(0, "/" + id))));
    }

    private EventLog log() {
        return EventLog.read(events());
    }

    /** Starts the agent, and then container web in cgroup /c. */
    private SlotKey startWithAContainer() {
        container("/c", "web");
        start();
        SlotKey slot = tracer.mkdir(5, "/c");
        tracer.entrypoint(slot, OWN_PID_NAMESPACE, "/init");
        return slot;
    }

    @Test
    void theSessionComesFirst() {
        tracer.mkdir(5, "/a");
        start();
        runBriefly();
        EventLog log = log();
        assertThat(log.types).startsWith(DocumentType.SESSION);
        assertThat(log.sessions).singleElement().satisfies(session -> assertThat(session.node()).isEqualTo("node"));
        assertThat(log.sequences.get(0)).isEqualTo(1);
    }

    @Test
    void theTracerDoesWhatIsDueInEachCycle() {
        start();
        int before = tracer.ticks();
        agent.doWork();
        assertThat(tracer.ticks()).isGreaterThan(before);
    }

    @Test
    void aContainerIsAnnouncedConfirmedAndSampled() {
        container("/c", "web");
        start();
        runBriefly();
        SlotKey slot = tracer.mkdir(5, "/c");
        tracer.entrypoint(slot, OWN_PID_NAMESPACE, "/init");
        tracer.syscall(slot, Stage.START, Abi.X86_64, 0);
        runBriefly();
        assertThat(tracer.slot(slot.index()).orElseThrow().isMode(SlotMode.CONFIRMED)).isTrue();
        assertThat(log().container("web")).hasValueSatisfying(container -> {
            assertThat(container.slot()).isEqualTo(slot);
            assertThat(container.cgroupPath()).isEqualTo("/c");
            assertThat(container.late()).isFalse();
            assertThat(container.ended()).isZero();
        });

        run(Duration.ofSeconds(1)); // the quick one, for news
        assertThat(log().snapshotsOf("web")).singleElement().satisfies(snapshot -> {
            assertThat(snapshot.start()).containsExactly("read");
            assertThat(snapshot.closesWindow()).isFalse();
        });

        run(Duration.ofSeconds(10));
        assertThat(log().snapshotsOf("web")).filteredOn(EventLog.Snapshot::closesWindow).singleElement()
                .satisfies(snapshot -> assertThat(snapshot.window()).containsExactly("read"));
    }

    @Test
    void theLastSnapshotComesBeforeTheEndAndFreesTheSlot() {
        SlotKey slot = startWithAContainer();
        runBriefly();
        tracer.syscall(slot, Stage.START, Abi.X86_64, 231);
        tracer.rmdir(slot);
        runBriefly();
        EventLog log = log();
        assertThat(log.snapshotsOf("web")).last().satisfies(snapshot -> {
            assertThat(snapshot.isFinal()).isTrue();
            assertThat(snapshot.start()).containsExactly("exit_group");
        });
        assertThat(log.container("web").orElseThrow().ended()).isPositive();
        assertThat(log.types).endsWith(DocumentType.SNAPSHOT, DocumentType.CONTAINER);
        assertThat(tracer.slot(slot.index())).isEmpty();
    }

    @Test
    void anEndWhileTheWindowsAreClosedIsReportedOnceAndWithAllThatWasSeen() {
        SlotKey slot = startWithAContainer();
        run(Duration.ofSeconds(2));
        tracer.afterReading(() -> {
            tracer.syscall(slot, Stage.START, Abi.X86_64, 231);
            tracer.rmdir(slot);
            tracer.dropRing();
        });
        run(Duration.ofSeconds(12));
        assertThat(log().snapshotsOf("web")).filteredOn(EventLog.Snapshot::isFinal).singleElement()
                .satisfies(snapshot -> assertThat(snapshot.start()).containsExactly("exit_group"));
    }

    @Test
    void aLateRecordOfASlotsEarlierSlotOwnerDoesNotDisplaceTheOneThatIsThere() {
        container("/c", "web");
        start();
        SlotKey earlier = tracer.mkdir(4, "/b");
        known.put("/b", new Identification.HostNoise());
        runBriefly();
        SlotKey slot = tracer.mkdir(5, "/c");
        assertThat(slot.index()).isEqualTo(earlier.index());
        tracer.entrypoint(slot, OWN_PID_NAMESPACE, "/init");
        runBriefly();
        known.remove("/c"); // no engine knows it any more
        tracer.emit(slot, RecordEncoder.cgroup(true, earlier, 1, 4, 1, "/b"));
        runBriefly();
        tracer.rmdir(slot);
        runBriefly();
        assertThat(log().container("web").orElseThrow().ended()).isPositive();
        assertThat(log().snapshotsOf("web")).last().matches(EventLog.Snapshot::isFinal);
    }

    @Test
    void whatTheRuntimeKnowsLateIsAskedForUntilItDoes() {
        start();
        SlotKey slot = tracer.mkdir(5, "/c");
        run(Duration.ofSeconds(3));
        assertThat(log().containers).isEmpty();
        container("/c", "web");
        run(Duration.ofSeconds(2));
        assertThat(log().container("web")).hasValueSatisfying(container -> assertThat(container.slot()).isEqualTo(slot));
    }

    @Test
    void anIdAloneBecomesANameOnlyWhenItsRuntimeHasHadTimeToSayMore() {
        bare("/c", "c0ffee");
        start();
        tracer.entrypoint(tracer.mkdir(5, "/c"), OWN_PID_NAMESPACE, "/init");
        run(Duration.ofSeconds(5));
        assertThat(log().containers).isEmpty();
        run(Duration.ofSeconds(15));
        assertThat(log().container("c0ffee")).hasValueSatisfying(container -> assertThat(container.unidentified()).isFalse());
    }

    @Test
    void whatEndedBeforeItWasKnownIsAnnouncedAsUnidentifiedAndCounted() {
        bare("/c", "c0ffee");
        start();
        SlotKey slot = tracer.mkdir(5, "/c");
        tracer.entrypoint(slot, OWN_PID_NAMESPACE, "/init");
        runBriefly();
        tracer.rmdir(slot);
        run(Duration.ofSeconds(5));
        assertThat(log().containers).singleElement().satisfies(container -> {
            assertThat(container.id()).isEqualTo("c0ffee");
            assertThat(container.unidentified()).isTrue();
            assertThat(container.ended()).isPositive();
        });
        assertThat(log().losses).last().satisfies(loss -> assertThat(loss.containers().incomplete()).isEqualTo(1));
    }

    @Test
    void whileNothingHappensAHeartbeatSaysThatItIsThere() {
        start();
        run(Duration.ofSeconds(65));
        assertThat(log().losses).hasSizeBetween(5, 8);
    }

    @Test
    void aCgroupThatNoEngineKnowsIsReleasedAfterAWhile() {
        start();
        SlotKey slot = tracer.mkdir(5, "/session");
        tracer.entrypoint(slot, HOST_PID_NAMESPACE, "/bin/sh");
        run(Duration.ofSeconds(5));
        assertThat(tracer.slot(slot.index())).isPresent();
        run(Duration.ofSeconds(7));
        assertThat(tracer.slot(slot.index())).isEmpty();
        assertThat(log().containers).isEmpty();
    }

    @Test
    void anEmptyCgroupMayWaitLongerForItsContainer() {
        populated = false;
        start();
        SlotKey slot = tracer.mkdir(5, "/prepared");
        run(Duration.ofSeconds(30));
        assertThat(tracer.slot(slot.index())).isPresent();
        run(Duration.ofSeconds(32));
        assertThat(tracer.slot(slot.index())).isEmpty();
    }

    @Test
    void aContainerWhoseRuntimeTakesLongIsWatchedFromItsStart() {
        start();
        SlotKey slot = tracer.mkdir(5, "/starved");
        run(Duration.ofSeconds(30));
        tracer.entrypoint(slot, OWN_PID_NAMESPACE, "/init");
        container("/starved", "starved");
        run(Duration.ofSeconds(5));
        assertThat(log().container("starved")).hasValueSatisfying(container -> assertThat(container.late()).isFalse());
    }

    @Test
    void aContainerThatWasKnownTooLateIsFoundLater() {
        start();
        SlotKey slot = tracer.mkdir(5, "/slow");
        tracer.entrypoint(slot, HOST_PID_NAMESPACE, "/init");
        run(Duration.ofSeconds(12));
        assertThat(tracer.slot(slot.index())).isEmpty();
        container("/slow", "slow");
        existing.add(new CgroupRef(5, "/slow"));
        run(Duration.ofSeconds(31));
        assertThat(log().container("slow")).hasValueSatisfying(container -> assertThat(container.late()).isTrue());
    }

    @Test
    void aContainerThatEndsWhileItIsBeingFoundLeavesNoSlotBehind() {
        looksAlive = 1; // gone at the second look
        existing.add(new CgroupRef(70, "/brief"));
        container("/brief", "brief");
        start();
        runBriefly();
        assertThat(looksAlive).isEqualTo(-1);
        assertThat(tracer.slot(1)).isEmpty();
        assertThat(log().containers).isEmpty();
    }

    /** The kernel gave it a slot, and the record of that is still in the ring. */
    @Test
    void aContainerThatEndsWhileItIsBeingFoundKeepsTheSlotThatTheKernelGaveIt() {
        existing.add(new CgroupRef(70, "/brief"));
        container("/brief", "brief");
        Queue<Runnable> questions = new ArrayDeque<>();
        discovery = questions::add;
        start();
        agent.doWork();
        SlotKey slot = tracer.mkdir(70, "/brief");
        tracer.entrypoint(slot, OWN_PID_NAMESPACE, "/init");
        tracer.dropRing();
        looksAlive = 1; // gone at the second look
        questions.remove().run();
        agent.doWork();
        assertThat(looksAlive).isEqualTo(-1);
        assertThat(tracer.slot(slot.index())).isPresent();
    }

    @Test
    void hostNoiseIsReleasedAtOnce() {
        known.put("/system.slice", new Identification.HostNoise());
        start();
        SlotKey slot = tracer.mkdir(5, "/system.slice");
        runBriefly();
        assertThat(tracer.slot(slot.index())).isEmpty();
    }

    @Test
    void anUnknownCgroupWithAPidNamespaceOfItsOwnIsAContainer() {
        start();
        SlotKey contained = tracer.mkdir(5, "/x/alien");
        tracer.entrypoint(contained, OWN_PID_NAMESPACE, "/init");
        SlotKey host = tracer.mkdir(6, "/x/cron");
        tracer.entrypoint(host, HOST_PID_NAMESPACE, "/bin/sh");
        runBriefly();
        tracer.rmdir(contained); // too short for any runtime to write its state
        tracer.rmdir(host);
        runBriefly();
        assertThat(log().containers).extracting(ContainerMetadata::id).containsOnly("alien");
        assertThat(log().snapshotsOf("alien")).last().matches(EventLog.Snapshot::isFinal);
    }

    @Test
    void aNewContainerIsAnnouncedOnceAllIsKnownAboutIt() {
        known.put("/c", new Identification.Found(described("web", List.of(), false)));
        start();
        SlotKey slot = tracer.mkdir(5, "/c");
        tracer.entrypoint(slot, OWN_PID_NAMESPACE, "/init");
        runBriefly();
        assertThat(tracer.slot(slot.index()).orElseThrow().isMode(SlotMode.CONFIRMED)).isTrue();
        assertThat(log().containers).isEmpty();
        container("/c", "web");
        changes++;
        runBriefly();
        assertThat(log().containers).singleElement().satisfies(container -> assertThat(container.command()).containsExactly("/init"));
    }

    @Test
    void aContainerOfWhichNotAllCanBeKnownIsAnnouncedAllTheSame() {
        known.put("/c", new Identification.Found(described("web", List.of(), false)));
        start();
        SlotKey slot = tracer.mkdir(5, "/c");
        tracer.entrypoint(slot, OWN_PID_NAMESPACE, "/init");
        run(Duration.ofSeconds(2));
        assertThat(log().containers).as("its configuration may still be found").isEmpty();
        run(Duration.ofSeconds(2));
        assertThat(log().container("web")).isPresent();
    }

    @Test
    void aContainerWhoseConfigurationIsFoundLateIsAnnouncedOnceAndByWhatItIs() {
        known.put("/c", new Identification.Found(described("web", List.of(), false)));
        start();
        tracer.entrypoint(tracer.mkdir(5, "/c"), OWN_PID_NAMESPACE, "/init");
        run(Duration.ofMillis(1500));
        assertThat(log().containers).isEmpty();
        container("/c", "web"); // nothing says so: it has to be asked about
        run(Duration.ofMillis(400));
        assertThat(log().containers).singleElement().satisfies(container -> assertThat(container.command()).containsExactly("/init"));
        run(Duration.ofSeconds(12));
        assertThat(log().containers).hasSize(1);
    }

    @Test
    void aContainerOfWhichOnlyTheIdIsKnownIsAskedAboutInShortIntervals() {
        bare("/c", "c0ffee");
        start();
        tracer.entrypoint(tracer.mkdir(5, "/c"), OWN_PID_NAMESPACE, "/init");
        run(Duration.ofMillis(2000));
        container("/c", "web");
        run(Duration.ofMillis(400));
        assertThat(log().containers).extracting(ContainerMetadata::id).containsExactly("web");
    }

    @Test
    void aRunningContainerWhoseConfigurationIsFoundLateIsAnnouncedOnce() {
        existing.add(new CgroupRef(70, "/old"));
        known.put("/old", new Identification.Found(described("old", List.of(), false)));
        start();
        run(Duration.ofMillis(500));
        assertThat(log().containers).isEmpty();
        container("/old", "old");
        run(Duration.ofMillis(400));
        assertThat(log().containers).singleElement().satisfies(container -> assertThat(container.command()).containsExactly("/init"));
    }

    @Test
    void aContainerThatEndsBeforeItsConfigurationIsFoundIsAnnouncedAtItsEndWithWhatItDid() {
        known.put("/c", new Identification.Found(described("web", List.of(), false)));
        start();
        SlotKey slot = tracer.mkdir(5, "/c");
        tracer.entrypoint(slot, OWN_PID_NAMESPACE, "/init");
        tracer.syscall(slot, Stage.START, Abi.X86_64, 231);
        run(Duration.ofMillis(800));
        assertThat(log().containers).isEmpty();
        tracer.rmdir(slot);
        runBriefly();
        assertThat(log().container("web").orElseThrow().ended()).isPositive();
        assertThat(log().snapshotsOf("web")).last().satisfies(snapshot -> {
            assertThat(snapshot.isFinal()).isTrue();
            assertThat(snapshot.start()).containsExactly("exit_group");
        });
    }

    @Test
    void whatIsKnownOfAContainerIsAnnouncedBeforeTheCollectorEnds() {
        known.put("/c", new Identification.Found(described("web", List.of(), false)));
        start();
        tracer.mkdir(5, "/c");
        runBriefly();
        agent.close();
        assertThat(log().container("web")).isPresent();
    }

    @Test
    void runningContainersAreFoundLate() {
        existing.add(new CgroupRef(1, "/"));
        existing.add(new CgroupRef(70, "/old"));
        existing.add(new CgroupRef(71, "/old/child"));
        container("/old", "old");
        container("/old/child", "old");
        start();
        runBriefly();
        ContainerMetadata found = log().container("old").orElseThrow();
        assertThat(found.late()).isTrue();
        assertThat(found.cgroupId()).isEqualTo(70);
        assertThat(tracer.slot(found.slot().index()).orElseThrow().mode()).isEqualTo(SlotMode.LATE | SlotMode.CONFIRMED);
        assertThat(log().containers).as("what lies below belongs to it").hasSize(1);
    }

    @Test
    void thousandsOfRunningContainersAreFoundEachOnce() {
        int count = 4096;
        FakeTracer large = new FakeTracer(count + 2);
        for (int i = 0; i < count; i++) {
            existing.add(new CgroupRef(10_000 + i, "/old/c" + i));
            existing.add(new CgroupRef(20_000 + i, "/old/c" + i + "/child"));
            container("/old/c" + i, "c" + i);
            container("/old/c" + i + "/child", "c" + i);
        }
        queue.close();
        queue = EventsQueue.open(QueueConfig.of(events()), large::clockOffset);
        Identifications identifications = new Identifications(
                (cgroup, span) -> known.getOrDefault(cgroup.path(), new Identification.NotYet()), () -> existing, Runnable::run);
        agent = new CollectorAgent(CollectorConfig.of(events(), control(), "node"), large, queue, identifications, () -> HostInfo.UNKNOWN, chosen, instance,
                new PolicyReader(Optional.empty()), profiling(large), new WatchedCgroups(), new SessionInfo("n", "b", "k", 1, 42, false, 1, "", 0), 1, () -> now);
        run(Duration.ofSeconds(1));
        slotOwnersAreAsked(Duration.ofSeconds(31));
        EventLog log = log();
        assertThat(log.containers).extracting(ContainerMetadata::id).doesNotHaveDuplicates().hasSize(count);
        assertThat(log.containers).allSatisfy(one -> assertThat(one.cgroupPath()).isEqualTo("/old/" + one.id()));
    }

    /** One round after a time in which all cgroups are looked at again. */
    private void slotOwnersAreAsked(Duration later) {
        now += later.toNanos();
        agent.doWork();
        agent.doWork();
    }

    @Test
    void aRunningContainerWithoutSlotIsCountedAsLost() {
        FakeTracer small = new FakeTracer(2);
        queue.close();
        queue = EventsQueue.open(QueueConfig.of(events()), small::clockOffset);
        existing.add(new CgroupRef(70, "/a"));
        existing.add(new CgroupRef(71, "/b"));
        container("/a", "a");
        container("/b", "b");
        agent = new CollectorAgent(CollectorConfig.of(events(), control(), "node"), small, queue, identifications(), () -> HostInfo.UNKNOWN, chosen, instance,
                new PolicyReader(Optional.empty()), profiling(small), new WatchedCgroups(), new SessionInfo("n", "b", "k", 1, 42, false, 1, "", 0), 1, () -> now);
        run(Duration.ofSeconds(3));
        slotOwnersAreAsked(Duration.ofSeconds(31));
        run(Duration.ofSeconds(3));
        assertThat(log().losses).last().satisfies(loss -> assertThat(loss.slotsExhausted()).as("once").isEqualTo(1));
        assertThat(log().containers).extracting(ContainerMetadata::id).containsOnly("a");
    }

    @Test
    void aUnitIsAdoptedSinceTheKernelDoesNotSeeWhereItsOwnStepsBegin() {
        known.put("/system.slice/web.service", new Identification.Found(ContainerDescription.ofUnit("web.service", Grants.UNKNOWN)));
        start();
        runBriefly();
        tracer.mkdir(70, "/system.slice/web.service");
        runBriefly();
        ContainerMetadata unit = log().container("web.service").orElseThrow();
        assertThat(unit.late()).isTrue();
        assertThat(tracer.slot(unit.slot().index()).orElseThrow().isMode(SlotMode.LATE)).isTrue();
        assertThat(log().containers).as("one, and once").hasSize(1);
    }

    @Test
    void anEmptyCgroupThatIsCalledAfterAContainerIsLeftToTheKernel() {
        populated = false;
        existing.add(new CgroupRef(70, "/docker/web"));
        container("/docker/web", "web");
        start();
        runBriefly();
        assertThat(log().containers).isEmpty();
        assertThat(tracer.slot(1)).isEmpty();
    }

    @Test
    void slotsOfAnEarlierProcessAreTakenUpAgain() {
        SlotKey alive = tracer.mkdir(5, "/c");
        tracer.mode(alive, SlotMode.CONFIRMED, 0);
        SlotKey gone = tracer.mkdir(6, "/gone");
        tracer.mode(gone, SlotMode.CONFIRMED, 0);
        tracer.syscall(gone, Stage.START, Abi.X86_64, 1);
        tracer.rmdir(gone);
        tracer.resume();
        container("/c", "web");
        start();
        runBriefly();
        EventLog log = log();
        assertThat(log.sessions.get(0).resumed()).isTrue();
        assertThat(log.container("web")).hasValueSatisfying(container -> assertThat(container.late()).isFalse());
        assertThat(log.snapshots).filteredOn(snapshot -> snapshot.slot().equals(gone)).last().satisfies(snapshot -> {
            assertThat(snapshot.isFinal()).isTrue();
            assertThat(snapshot.start()).containsExactly("write");
        });
        assertThat(tracer.slot(gone.index())).isEmpty();
    }

    /** Killed between the release of a slot and the step of the ring's reader, the process before has left the slot's records there. */
    @Test
    void aRecordOfASlotThatAnEarlierProcessReleasedIsOfNoContainer() {
        container("/c", "web");
        SlotKey slot = tracer.mkdir(5, "/c");
        tracer.entrypoint(slot, OWN_PID_NAMESPACE, "/init");
        tracer.rmdir(slot);
        tracer.release(slot);
        start();
        runBriefly();
        assertThat(log().containers).isEmpty();
    }

    @Test
    void aNewContainerIsAskedAboutBeforeThoseThatEndedWhileNoCollectorRan() {
        for (int i = 0; i < 50; i++) {
            SlotKey gone = tracer.mkdir(10 + i, "/gone-" + i);
            tracer.entrypoint(gone, OWN_PID_NAMESPACE, "/init");
            tracer.rmdir(gone);
        }
        tracer.resume();
        PriorityQueue<Runnable> questions = new PriorityQueue<>();
        discovery = questions::add;
        start();
        runBriefly();
        tracer.entrypoint(tracer.mkdir(5, "/new"), OWN_PID_NAMESPACE, "/init");
        runBriefly();
        assertThat(questions).hasSizeGreaterThan(50);
        while (!questions.isEmpty()) {
            questions.remove().run();
        }
        assertThat(asked).startsWith("/new").contains("/gone-0", "/gone-49");
    }

    @Test
    void lostRecordsAreMadeUpForByLookingAtTheSlots() {
        container("/c", "web");
        start();
        runBriefly();
        SlotKey slot = tracer.mkdir(5, "/c");
        tracer.entrypoint(slot, OWN_PID_NAMESPACE, "/init");
        tracer.dropRing();
        run(Duration.ofSeconds(2));
        assertThat(log().container("web")).isPresent();
        tracer.rmdir(slot);
        tracer.dropRing();
        run(Duration.ofSeconds(2));
        assertThat(log().snapshotsOf("web")).last().matches(EventLog.Snapshot::isFinal);
    }

    @Test
    void policiesReachTheSlotsOfTheirContainer() {
        SlotKey slot = startWithAContainer();
        runBriefly();
        PolicyDocument policy = PolicyDocument.watch("web", List.of(new AllowedCalls(Stage.START, Abi.X86_64, List.of(0, 64, 9999, -1))), true);
        try (ControlQueue toCollector = ControlQueue.open(ControlQueue.config(control(), QueueConfig.of(events())))) {
            toCollector.send(policy);
            run(Duration.ofMillis(300));
            long[] words = tracer.policyOf(slot).orElseThrow();
            assertThat(words[Layout.word(Stage.START, Abi.X86_64, 0)]).isEqualTo(1);
            assertThat(words[Layout.word(Stage.START, Abi.X86_64, 1)]).isEqualTo(1);
            assertThat(words[Layout.word(Stage.START, Abi.I386, 0)]).isZero();
            assertThat(words[Layout.word(Stage.SETUP, Abi.X86_64, 0)]).isEqualTo(-1);
            assertThat(words[Layout.word(Stage.EXEC, Abi.X32, 8)]).isEqualTo(-1);
            assertThat(tracer.slot(slot.index()).orElseThrow().isMode(SlotMode.DENIALS)).isTrue();

            run(Duration.ofSeconds(10));
            assertThat(log().snapshotsOf("web")).last().matches(snapshot -> !snapshot.closesWindow());

            toCollector.send(PolicyDocument.learn("web"));
            run(Duration.ofMillis(300));
            assertThat(tracer.policyOf(slot)).isEmpty();
            assertThat(tracer.slot(slot.index()).orElseThrow().isMode(SlotMode.DENIALS)).isFalse();
        }
    }

    @Test
    void policiesFromBeforeTheStartAreKnown() {
        try (ControlQueue toCollector = ControlQueue.open(ControlQueue.config(control(), QueueConfig.of(events())))) {
            toCollector.send(PolicyDocument.watch("web", List.of(new AllowedCalls(Stage.START, Abi.X86_64, List.of(1))), false));
            toCollector.send(PolicyDocument.watch("web", List.of(new AllowedCalls(Stage.START, Abi.X86_64, List.of(2))), false));
        }
        container("/c", "web");
        start();
        SlotKey slot = tracer.mkdir(5, "/c");
        runBriefly();
        assertThat(tracer.policyOf(slot).orElseThrow()[Layout.word(Stage.START, Abi.X86_64, 0)]).isEqualTo(1 << 2);
    }

    @Test
    void acknowledgedEventsAreRememberedForRetention() throws Exception {
        start();
        runBriefly();
        try (ControlQueue toCollector = ControlQueue.open(ControlQueue.config(control(), QueueConfig.of(events())))) {
            toCollector.acknowledge(new Acknowledgement("analyzer", 12345));
        }
        run(Duration.ofSeconds(11));
        assertThat(Files.readString(events().resolve("queue.json"))).contains("\"analyzer\":12345");
    }

    @Test
    void containersThatAreNotChosenAreLetGo() {
        chosen = container -> container.id().equals("wanted");
        container("/a", "wanted");
        container("/b", "other");
        existing.add(new CgroupRef(70, "/late"));
        container("/late", "other-late");
        start();
        SlotKey wanted = tracer.mkdir(5, "/a");
        SlotKey other = tracer.mkdir(6, "/b");
        runBriefly();
        assertThat(log().containers).extracting(ContainerMetadata::id).containsOnly("wanted");
        assertThat(tracer.slot(wanted.index())).isPresent();
        assertThat(tracer.slot(other.index())).isEmpty();
    }

    @Test
    void hostWideLossesAreReportedWhenTheyChange() {
        start();
        run(Duration.ofSeconds(5));
        assertThat(log().losses).hasSize(1);
        tracer.count(new HostCounters(1, 2, 0));
        tracer.skip(4);
        run(Duration.ofSeconds(5));
        assertThat(log().losses).hasSize(2).last().satisfies(loss -> {
            assertThat(loss.slotsExhausted()).isEqualTo(1);
            assertThat(loss.cgroupsFull()).isEqualTo(2);
            assertThat(loss.skipped()).isEqualTo(4);
        });
    }

    @Test
    void aRingThatIsFoundMoreThanHalfFullIsCounted() {
        start(TracerOptions.DEFAULT.withRingBytes(4096));
        runBriefly();
        for (int i = 1; i <= 20; i++) {
            tracer.mkdir(100 + i, "/burst-" + i);
        }
        run(Duration.ofSeconds(5));
        assertThat(log().losses).last().satisfies(loss -> assertThat(loss.lateDrains()).isEqualTo(1));
    }

    @Test
    void theEndEmptiesTheRingAndTakesLastSnapshots() {
        SlotKey slot = startWithAContainer();
        runBriefly();
        tracer.syscall(slot, Stage.SERVE, Abi.X86_64, 232);
        agent.close();
        assertThat(tracer.pending()).isZero();
        assertThat(log().observations).hasSize(1);
        assertThat(log().snapshotsOf("web")).last().satisfies(snapshot -> {
            assertThat(snapshot.closesWindow()).isTrue();
            assertThat(snapshot.serve()).containsExactly("epoll_wait");
        });
    }

    @Test
    void aContainerThatEndedJustBeforeTheEndHasItsLastSnapshot() {
        SlotKey slot = startWithAContainer();
        runBriefly();
        tracer.syscall(slot, Stage.START, Abi.X86_64, 231);
        tracer.rmdir(slot);
        agent.close();
        assertThat(log().snapshotsOf("web")).last().satisfies(snapshot -> {
            assertThat(snapshot.isFinal()).isTrue();
            assertThat(snapshot.start()).containsExactly("exit_group");
        });
    }

    @Test
    void aFullDiskStopsNothingButTheQueue() {
        queue.close();
        long free = directory.toFile().getUsableSpace();
        queue = EventsQueue.open(QueueConfig.of(events()).withReserveBytes(free + (64L << 20)), tracer::clockOffset);
        container("/c", "web");
        start();
        SlotKey slot = tracer.mkdir(5, "/c");
        tracer.rmdir(slot);
        run(Duration.ofSeconds(20));
        assertThat(tracer.slot(slot.index())).as("keeps what could not be written").isPresent();
        assertThat(queue.sequence()).isZero();
    }
}
