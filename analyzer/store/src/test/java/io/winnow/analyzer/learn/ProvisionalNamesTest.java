// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import static io.winnow.analyzer.baseline.Events.SECOND;
import static io.winnow.analyzer.baseline.Events.container;
import static io.winnow.analyzer.baseline.Events.observation;
import static io.winnow.analyzer.baseline.Events.serve;
import static io.winnow.analyzer.baseline.Events.slot;
import static io.winnow.analyzer.baseline.Events.snapshot;
import static io.winnow.analyzer.baseline.Events.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.GapReason;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.analyzer.baseline.SectionKind;
import io.winnow.analyzer.baseline.Sections;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.IngestState;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.store.BaselineStore;
import io.winnow.analyzer.workload.Resolution;
import io.winnow.analyzer.workload.Resolution.Certainty;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.analyzer.workload.WorkloadResolver;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.RuntimeCallsKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A resolver that does not know at first which workload a pod belongs to. */
class ProvisionalNamesTest {

    private static final WorkloadId WEB = new WorkloadId("shop/deployment/web", "");
    private static final WorkloadId FIRST = new WorkloadId("shop/pod/c1", "");
    private static final WorkloadId SECOND_POD = new WorkloadId("shop/pod/c2", "");
    private static final SlotId SLOT = slot(3, 1);
    private static final SlotId OTHER = slot(4, 1);

    @TempDir
    Path directory;

    private final Map<String, WorkloadId> owners = new HashMap<>();
    private Learner learner;

    @BeforeEach
    void begin() {
        learner = new Learner(new BaselineStore(directory), LearningRules.DEFAULT, () -> 1_000 * SECOND, this::resolve);
    }

    private Resolution resolve(ContainerMetadata container) {
        WorkloadId owner = owners.get(container.id());
        return owner == null ? Resolution.pending(new WorkloadId("shop/pod/" + container.id(), "")) : Resolution.known(owner);
    }

    private void learn(Event... events) {
        List.of(events).forEach(learner::learn);
    }

    private void arrives(String container) {
        owners.put(container, WEB);
        assertThat(learner.renameArrived()).isEqualTo(1);
    }

    private void checkpoint() {
        learner.store(learner.mark(IngestState.BEGINNING));
    }

    private Workload workload(WorkloadId id) {
        return learner.workload(id).orElseThrow();
    }

    private void first() {
        learn(container(SLOT, "c1", "web"), observation(SLOT, start(59), 2),
                snapshot(SLOT, 12).window(1, start(59), serve(0)).lost(Loss.ITEMS_FULL, 3).runtimeCalls(RuntimeCallsKind.PRIVILEGED, 1, 2).build());
    }

    private void second() {
        learn(container(OTHER, "c2", "web"), snapshot(OTHER, 13).window(1, serve(0), serve(1)).lost(Loss.ITEMS_FULL, 5).build());
    }

    @Test
    void whatWasLearnedUnderAProvisionalNameGoesToTheFinalOne() throws IOException {
        first();
        assertThat(learner.renameArrived()).isZero();
        assertThat(learner.ids()).containsExactly(FIRST);
        Baseline before = workload(FIRST).baseline();
        checkpoint();
        arrives("c1");
        assertThat(learner.workloadOf(SLOT)).contains(WEB);
        assertThat(workload(WEB).baseline()).isEqualTo(before);
        assertThat(learner.running()).isEqualTo(Map.of(WEB, 1));
        checkpoint();
        assertThat(learner.ids()).containsExactly(WEB);
        assertThat(Files.readAllLines(directory.resolve("forgotten.jsonl"))).singleElement().asString()
                .contains("\"name\":\"shop/pod/c1\"", "its containers are of shop/deployment/web: its name was provisional");
        learn(snapshot(SLOT, 22).window(2, serve(7)).build());
        assertThat(workload(WEB).baseline().contains(serve(7))).isTrue();
    }

    @Test
    void replicasOfOneWorkloadJoinWithItemsWindowsGapsAndRuntimeCalls() {
        first();
        second();
        Baseline expected = workload(FIRST).baseline().join(workload(SECOND_POD).baseline());
        arrives("c2");
        arrives("c1");
        assertThat(workload(WEB).baseline()).isEqualTo(expected);
        assertThat(expected.replicas()).hasSize(2);
        assertThat(expected.gaps()).containsEntry(GapReason.ITEMS_FULL, 5L);
        assertThat(expected.runtimes()).containsExactly(new RuntimeCallsKey(new RuntimeIdentity("runc", "1.1.5"), RuntimeCallsKind.PRIVILEGED));
        assertThat(learner.runtimeCallSets().find(new RuntimeIdentity("runc", "1.1.5"), RuntimeCallsKind.PRIVILEGED).orElseThrow().numbers())
                .containsExactly(1, 2);
        checkpoint();
        assertThat(learner.ids()).containsExactly(WEB);
    }

    @Test
    void aNameMayComeAfterTheContainerIsGoneAndItsSlotIsAnothers() {
        first();
        learn(snapshot(SLOT, 20).last().build(), container(SLOT, "c1", "web", "", 20 * SECOND), container(slot(3, 2), "c3", "web"));
        Baseline before = workload(FIRST).baseline();
        arrives("c1");
        assertThat(workload(WEB).baseline()).isEqualTo(before);
        assertThat(learner.workloadOf(slot(3, 2))).as("the other's name has not come").contains(new WorkloadId("shop/pod/c3", ""));
    }

    @Test
    void aContainerThatIsAnnouncedAgainIsRenamedAtOnce() {
        first();
        Baseline before = workload(FIRST).baseline();
        owners.put("c1", WEB);
        learn(container(SLOT, "c1", "web"));
        assertThat(learner.workloadOf(SLOT)).contains(WEB);
        assertThat(workload(WEB).baseline()).isEqualTo(before);
        assertThat(learner.renameArrived()).isZero();
    }

    @Test
    void aProvisionalNameMayTurnOutToBeTheRightOne() {
        first();
        Baseline before = workload(FIRST).baseline();
        owners.put("c1", FIRST);
        assertThat(learner.renameArrived()).isEqualTo(1);
        checkpoint();
        learn(snapshot(SLOT, 22).last().build());
        assertThat(learner.renameArrived()).as("it is settled").isZero();
        checkpoint();
        assertThat(workload(FIRST).baseline().items()).isEqualTo(before.items());
    }

    @Test
    void aFrozenBaselineIsNotWidenedByWhatCameUnderAnotherName() {
        owners.put("c1", WEB);
        first();
        Baseline frozen = learner.freeze(WEB, "uid 0", true).baseline();
        second();
        arrives("c2");
        assertThat(workload(WEB).frozen()).isTrue();
        assertThat(workload(WEB).baseline()).isEqualTo(frozen);
        assertThat(workload(WEB).pending().items()).containsOnlyKeys(serve(1));
    }

    @Test
    void aBaselineThatWasFrozenUnderAProvisionalNameStaysFrozenAsItWas() {
        owners.put("c2", WEB);
        second();
        first();
        Workload frozen = learner.freeze(FIRST, "uid 0", true);
        learn(observation(SLOT, serve(9), 30));
        arrives("c1");
        assertThat(workload(WEB).frozen()).isTrue();
        assertThat(workload(WEB).frozenAt()).isEqualTo(frozen.frozenAt());
        assertThat(workload(WEB).baseline()).isEqualTo(frozen.baseline());
        assertThat(workload(WEB).pending().items()).as("of both names").containsOnlyKeys(serve(1), serve(9));
        assertThat(workload(WEB).decisions()).extracting(Decision::action, Decision::by)
                .containsExactly(tuple(Decision.Action.FREEZE, "uid 0"));
        checkpoint();
        assertThat(learner.ids()).containsExactly(WEB);
    }

    @Test
    void twoFrozenBaselinesAreNotMergedByThemselves() {
        owners.put("c2", WEB);
        second();
        Baseline frozen = learner.freeze(WEB, "uid 0", true).baseline();
        first();
        learner.freeze(FIRST, "uid 7", true);
        arrives("c1");
        assertThat(workload(WEB).baseline()).isEqualTo(frozen);
        assertThat(workload(WEB).pending().items()).containsOnlyKeys(start(59));
    }

    @Test
    void aRestartInBetweenMakesNoDifference() {
        first();
        Baseline before = workload(FIRST).baseline();
        checkpoint();
        begin();
        assertThat(learner.workloadOf(SLOT)).contains(FIRST);
        arrives("c1");
        assertThat(workload(WEB).baseline()).isEqualTo(before);
    }

    @Test
    void aNameThatComesWhileTheServiceIsAwayIsFoundAtItsStart() {
        first();
        Baseline before = workload(FIRST).baseline();
        checkpoint();
        owners.put("c1", WEB);
        begin();
        assertThat(learner.workloadOf(SLOT)).contains(WEB);
        assertThat(learner.renameArrived()).isEqualTo(1);
        assertThat(workload(WEB).baseline()).isEqualTo(before);
        checkpoint();
        assertThat(learner.ids()).containsExactly(WEB);
    }

    @Test
    void killedBetweenTheForgettingAndTheCheckpointItEndsWithTheSame() throws IOException {
        first();
        checkpoint();
        byte[] written = Files.readAllBytes(directory.resolve("checkpoint.json"));
        arrives("c1");
        Baseline expected = workload(WEB).baseline();
        checkpoint();
        Files.write(directory.resolve("checkpoint.json"), written);
        begin();
        learner.renameArrived();
        assertThat(learner.workloadOf(SLOT)).contains(WEB);
        assertThat(learner.ids()).containsExactly(WEB);
        assertThat(workload(WEB).baseline()).isEqualTo(expected);
    }

    @Test
    void aNameThatWasKnownStaysIfTheResolverDoesNotKnowItAfterARestart() {
        owners.put("c1", WEB);
        first();
        checkpoint();
        owners.clear();
        begin();
        assertThat(learner.workloadOf(SLOT)).contains(WEB);
        learn(container(SLOT, "c1", "web"));
        assertThat(learner.workloadOf(SLOT)).contains(WEB);
        assertThat(learner.ids()).containsExactly(WEB);
    }

    /** What the resolver says by now of pods whose owners were guessed. */
    private static final class LateOwners implements WorkloadResolver {
        private final WorkloadId guess;
        private Optional<WorkloadId> known = Optional.empty();

        LateOwners(WorkloadId guess) {
            this.guess = guess;
        }

        @Override
        public Resolution resolve(ContainerMetadata container) {
            return known.map(id -> new Resolution(id, Certainty.CONFIRMED, Map.of("app", "web")))
                    .orElseGet(() -> new Resolution(guess, Certainty.GUESSED, Map.of()));
        }

        @Override
        public long revision() {
            return known.isPresent() ? 1 : 0;
        }
    }

    private Sections sections(WorkloadId id) {
        return workload(id).baseline().sections();
    }

    @Test
    void aGuessIsMarkedUntilTheOrchestratorConfirmsIt() {
        LateOwners late = new LateOwners(WEB);
        learner = new Learner(new BaselineStore(directory), LearningRules.DEFAULT, () -> 1_000 * SECOND, late);
        first();
        assertThat(sections(WEB).get(SectionKind.OWNER_GUESSED).raised()).isTrue();
        assertThat(sections(WEB).get(SectionKind.OWNER_CONFIRMED).raised()).isFalse();
        long before = learner.revision(WEB);
        learner.renameArrived();
        assertThat(learner.revision(WEB)).as("nothing new").isEqualTo(before);
        late.known = Optional.of(WEB);
        learner.renameArrived();
        assertThat(sections(WEB).get(SectionKind.OWNER_CONFIRMED).raised()).isTrue();
        assertThat(sections(WEB).get(SectionKind.LABELS).values()).containsOnlyKeys("app");
        long after = learner.revision(WEB);
        learner.renameArrived();
        assertThat(learner.revision(WEB)).as("it is asked once").isEqualTo(after);
    }

    @Test
    void whatWasLearnedUnderAWrongGuessGoesToTheWorkload() {
        LateOwners late = new LateOwners(new WorkloadId("shop/daemonset/web", ""));
        learner = new Learner(new BaselineStore(directory), LearningRules.DEFAULT, () -> 1_000 * SECOND, late);
        first();
        Set<Item> did = workload(late.guess).baseline().items().keySet();
        checkpoint();
        learner = new Learner(new BaselineStore(directory), LearningRules.DEFAULT, () -> 1_000 * SECOND, late);
        late.known = Optional.of(WEB);
        learner.renameArrived();
        assertThat(learner.workloadOf(SLOT)).contains(WEB);
        assertThat(workload(WEB).baseline().items().keySet()).isEqualTo(did);
        checkpoint();
        assertThat(learner.ids()).containsExactly(WEB);
    }

    @Test
    void whatTheOrchestratorConfirmedStaysIfItIsAwayLater() {
        LateOwners late = new LateOwners(new WorkloadId("shop/daemonset/web", ""));
        late.known = Optional.of(WEB);
        learner = new Learner(new BaselineStore(directory), LearningRules.DEFAULT, () -> 1_000 * SECOND, late);
        first();
        checkpoint();
        late.known = Optional.empty();
        learner = new Learner(new BaselineStore(directory), LearningRules.DEFAULT, () -> 1_000 * SECOND, late);
        learn(container(SLOT, "c1", "web"));
        learner.renameArrived();
        assertThat(learner.ids()).containsExactly(WEB);
        assertThat(learner.workloadOf(SLOT)).contains(WEB);
    }

    @Test
    void ofProvisionalNamesTheNewestAreAskedAbout() {
        ProvisionalNames names = new ProvisionalNames(this::resolve, id -> false, List.of());
        for (int i = 0; i <= ProvisionalNames.MAX_PENDING; i++) {
            names.of(container(SLOT, "c" + i, "web").container(), Optional.empty(), Optional.empty());
        }
        assertThat(names.state()).hasSize(ProvisionalNames.MAX_PENDING);
        assertThat(names.isProvisional(new WorkloadId("shop/pod/c0", ""))).isFalse();
    }
}
