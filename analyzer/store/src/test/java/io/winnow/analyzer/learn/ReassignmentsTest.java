// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import static io.winnow.analyzer.baseline.Events.SECOND;
import static io.winnow.analyzer.baseline.Events.observation;
import static io.winnow.analyzer.baseline.Events.serve;
import static io.winnow.analyzer.baseline.Events.slot;
import static io.winnow.analyzer.baseline.Events.snapshot;
import static io.winnow.analyzer.baseline.Events.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Events;
import io.winnow.analyzer.baseline.Provenance;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.IngestState;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.store.BaselineStore;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.record.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command of a container becomes known only after the container was announced without it. */
class ReassignmentsTest {

    private static final WorkloadId EARLY = new WorkloadId("nginx", "sha256:1");
    private static final WorkloadId WEB = new WorkloadId("nginx serve", "sha256:1");
    private static final SlotId SLOT = slot(3, 1);
    private static final SlotId OTHER = slot(4, 1);

    @TempDir
    Path directory;

    private Learner learner;

    @BeforeEach
    void begin() {
        learner = learner();
    }

    private Learner learner() {
        return new Learner(new BaselineStore(directory), LearningRules.DEFAULT, () -> 1_000 * SECOND);
    }

    private void learn(Event... events) {
        List.of(events).forEach(learner::learn);
    }

    private void checkpoint() {
        learner.store(learner.mark(IngestState.BEGINNING));
    }

    private Baseline baseline(WorkloadId id) {
        return learner.workload(id).orElseThrow().baseline();
    }

    private static Event announced(SlotId slot, String id, String... command) {
        ContainerMetadata known = Events.container(slot, id, id, "sha256:1", 0).container();
        return new Event.ContainerChanged(Events.NOWHERE, SECOND, slot, new ContainerMetadata(
                known.slot(), 9, "/a", id, known.kind(), known.runtime(), "docker", id, "nginx", "sha256:1", List.of(command), Map.of(), known.grants(),
                "node", 1, 0, false));
    }

    private void early() {
        learn(announced(SLOT, "c1"), observation(SLOT, start(59), 2), snapshot(SLOT, 12).window(1, start(59), serve(0)).build());
    }

    private void late() {
        learn(announced(SLOT, "c1", "serve"));
    }

    @Test
    void whatAContainerDidBeforeItsCommandWasKnownGoesToItsWorkloadAndTheOtherOneIsForgotten() throws IOException {
        early();
        checkpoint();
        Baseline before = baseline(EARLY);
        late();
        assertThat(baseline(WEB)).isEqualTo(before);
        checkpoint();
        assertThat(learner.ids()).containsExactly(WEB);
        assertThat(Files.readAllLines(directory.resolve("forgotten.jsonl"))).singleElement().asString()
                .contains("\"name\":\"nginx\"", "\"by\":\"rule\"", "of nginx serve");
        learn(snapshot(SLOT, 22).window(2, serve(0), serve(1)).build());
        assertThat(baseline(WEB).replicas().get(SLOT.toString()).incidence()).isEqualTo(Map.of(start(59), 1, serve(0), 2, serve(1), 1));
        checkpoint();
        Baseline after = baseline(WEB);
        learner = learner();
        assertThat(learner.ids()).as("after a restart").containsExactly(WEB);
        assertThat(baseline(WEB)).isEqualTo(after);
        assertThat(learner.workloadOf(SLOT)).contains(WEB);
    }

    @Test
    void killedBeforeTheOtherWorkloadIsForgottenItEndsWithTheSame() throws IOException {
        learn(announced(SLOT, "c1"), observation(SLOT, start(59), 2));
        checkpoint();
        byte[] written = Files.readAllBytes(directory.resolve("checkpoint.json"));
        Baseline expected = afterTheCheckpoint();
        Path journal = Files.createDirectory(directory.resolve("forgotten.jsonl"));
        assertThatThrownBy(this::checkpoint).isInstanceOf(StoreException.class);
        assertThat(directory.resolve("checkpoint.json")).as("the checkpoint waits").hasBinaryContent(written);
        Files.delete(journal);
        learner = learner();
        assertThat(learner.ids()).as("the baseline is stored first").containsExactly(EARLY, WEB);
        endsWith(expected);
    }

    @Test
    void killedBetweenTheForgettingAndTheCheckpointItEndsWithTheSame() throws IOException {
        learn(announced(SLOT, "c1"), observation(SLOT, start(59), 2));
        checkpoint();
        byte[] written = Files.readAllBytes(directory.resolve("checkpoint.json"));
        Baseline expected = afterTheCheckpoint();
        checkpoint();
        Files.write(directory.resolve("checkpoint.json"), written);
        learner = learner();
        assertThat(learner.ids()).containsExactly(WEB);
        endsWith(expected);
    }

    /** A checkpoint is marked before it is stored, and the announcement may come in between. */
    @Test
    void killedAfterTheCheckpointOfAnEarlierMomentItEndsWithTheSame() {
        learn(announced(SLOT, "c1"), observation(SLOT, start(59), 2));
        Checkpoint earlier = learner.mark(IngestState.BEGINNING);
        Baseline expected = afterTheCheckpoint();
        learner.store(earlier);
        learner = learner();
        assertThat(learner.ids()).containsExactly(WEB);
        assertThat(learner.workloadOf(SLOT)).as("as it was then").contains(EARLY);
        endsWith(expected);
    }

    private Baseline afterTheCheckpoint() {
        learn(snapshot(SLOT, 12).window(1, start(59), serve(0)).build());
        late();
        return baseline(WEB);
    }

    private void endsWith(Baseline expected) {
        afterTheCheckpoint();
        checkpoint();
        assertThat(learner.ids()).containsExactly(WEB);
        assertThat(baseline(WEB)).isEqualTo(expected);
    }

    @Test
    void aWorkloadThatCouldNotBeForgottenIsForgottenAtTheNextCheckpoint() throws IOException {
        early();
        late();
        Path journal = Files.createDirectory(directory.resolve("forgotten.jsonl"));
        assertThatThrownBy(this::checkpoint).isInstanceOf(StoreException.class).hasMessageContaining("make space");
        Files.delete(journal);
        checkpoint();
        assertThat(learner.ids()).containsExactly(WEB);
    }

    @Test
    void aFrozenWorkloadStaysAsItIs() {
        early();
        Workload frozen = learner.freeze(EARLY, "uid 0", true);
        late();
        checkpoint();
        assertThat(learner.workload(EARLY)).contains(frozen);
        assertThat(baseline(WEB).items()).containsOnlyKeys(start(59), serve(0));
    }

    @Test
    void aWorkloadThatAnOperatorHasDecidedAboutStays() {
        early();
        learner.freeze(EARLY, "uid 0", true);
        learner.thaw(EARLY, "uid 0");
        late();
        checkpoint();
        assertThat(learner.ids()).containsExactly(EARLY, WEB);
    }

    @Test
    void aWorkloadOfOtherContainersStaysAndGivesOnlyWhatTheContainerDid() {
        Item theirs = serve(7);
        learn(announced(OTHER, "c2"), observation(OTHER, serve(8), 1), snapshot(OTHER, 12).window(1, theirs, serve(0)).build());
        early();
        Baseline before = baseline(EARLY);
        late();
        checkpoint();
        assertThat(baseline(EARLY)).isEqualTo(before);
        assertThat(baseline(WEB).items()).containsOnlyKeys(start(59), serve(0));
        assertThat(baseline(WEB).replicas()).containsOnlyKeys(SLOT.toString());
        assertThat(baseline(WEB).observations(start(59)).orElseThrow().provenance()).map(Provenance::replica).contains("c1");
        assertThat(baseline(WEB).whole()).isTrue();
    }

    /** It ended before its first window closed, and its slot is another's by now: only the provenance of what it did names it. */
    @Test
    void aWorkloadWithEvidenceOfAContainerThatIsGoneStays() {
        learn(announced(OTHER, "c2"), observation(OTHER, serve(8), 1), announced(slot(4, 2), "c3", "other"));
        early();
        late();
        checkpoint();
        assertThat(learner.ids()).contains(EARLY, WEB);
        assertThat(baseline(WEB).items()).containsOnlyKeys(start(59), serve(0));
    }

    @Test
    void aWorkloadThatAllItsContainersHaveLeftIsForgottenThoughTheyAreOfDifferentWorkloads() {
        learn(announced(OTHER, "c2"), observation(OTHER, serve(8), 1), snapshot(OTHER, 12).window(1, serve(7), serve(0)).build());
        early();
        late();
        checkpoint();
        assertThat(learner.ids()).containsExactly(EARLY, WEB);
        learner = learner();
        learn(announced(OTHER, "c2", "migrate"));
        checkpoint();
        WorkloadId migration = new WorkloadId("nginx migrate", "sha256:1");
        assertThat(learner.ids()).containsExactly(migration, WEB);
        assertThat(baseline(migration).items()).containsOnlyKeys(serve(8), serve(7), serve(0));
    }

    @Test
    void aWorkloadThatAContainerComesBackToIsKept() {
        early();
        late();
        learn(announced(OTHER, "c2"));
        checkpoint();
        assertThat(learner.ids()).containsExactly(EARLY, WEB);
    }

    /** As after a restart of the collector that finds the configuration no more. */
    @Test
    void anAnnouncementThatLacksWhatTheEarlierOneSaidMovesNothing() {
        late();
        learn(observation(SLOT, start(59), 2));
        learn(announced(SLOT, "c1"));
        checkpoint();
        assertThat(baseline(WEB).items()).containsOnlyKeys(start(59));
        assertThat(baseline(EARLY).items()).isEmpty();
    }
}
