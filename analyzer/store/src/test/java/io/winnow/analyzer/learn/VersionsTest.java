// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import static io.winnow.analyzer.baseline.Events.SECOND;
import static io.winnow.analyzer.baseline.Events.container;
import static io.winnow.analyzer.baseline.Events.observation;
import static io.winnow.analyzer.baseline.Events.serve;
import static io.winnow.analyzer.baseline.Events.slot;
import static io.winnow.analyzer.baseline.Events.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.compare.VersionDifference;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.IngestState;
import io.winnow.analyzer.store.BaselineStore;
import io.winnow.analyzer.workload.WorkloadId;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One workload whose image has another digest from one day to the next. */
class VersionsTest {

    private static final WorkloadId ONE = new WorkloadId("web", "sha256:1");
    private static final WorkloadId TWO = new WorkloadId("web", "sha256:2");
    private static final WorkloadId THREE = new WorkloadId("web", "sha256:3");

    @TempDir
    Path directory;

    private long now = 1_000 * SECOND;
    private Learner learner;

    @BeforeEach
    void begin() {
        learner = learner(true);
    }

    private Learner learner(boolean startFrozen) {
        return new Learner(new BaselineStore(directory), LearningRules.DEFAULT.withStartFrozen(startFrozen), () -> now);
    }

    private void learn(Event... events) {
        List.of(events).forEach(learner::learn);
    }

    /** A container of a version, that makes these calls. */
    private void run(int index, WorkloadId version, int... calls) {
        learn(container(slot(index, 1), "c" + index, version.name(), version.revision(), 0));
        for (int call : calls) {
            learn(observation(slot(index, 1), serve(call), index));
        }
        learn(snapshot(slot(index, 1), 10 + index).window(1).build());
    }

    private Workload workload(WorkloadId id) {
        return learner.workload(id).orElseThrow();
    }

    @Test
    void aNewVersionStartsFromTheNewestFrozenBaselineAndIsFrozen() {
        run(3, ONE, 0, 1);
        learner.freeze(ONE, "uid 0", true);
        run(4, TWO, 1, 101);
        Workload second = workload(TWO);
        assertThat(second.state()).isEqualTo(BaselineState.FROZEN);
        assertThat(second.baseline().items()).isEqualTo(workload(ONE).baseline().items());
        assertThat(second.baseline().replicas()).as("none of it was watched before").isEmpty();
        assertThat(second.pending().items()).as("what it does beyond that").containsOnlyKeys(serve(101));
        assertThat(second.since()).isEqualTo(now);
        assertThat(second.decisions()).singleElement().satisfies(decision -> {
            assertThat(decision.by()).isEqualTo(Decision.RULE);
            assertThat(decision.note()).isEqualTo("started from the baseline of web@sha256:1");
        });

        now += SECOND;
        learner.approve(TWO, item -> true, "uid 0", "");
        run(5, THREE);
        assertThat(workload(THREE).baseline().items()).as("what was approved of the version before is in it").containsOnlyKeys(serve(0), serve(1), serve(101));
        assertThat(workload(ONE).pending().items()).as("the old one is left alone").isEmpty();
    }

    @Test
    void itStartsFromNothingUnlessThatIsWantedAndABaselineIsFrozen() {
        run(3, ONE, 0);
        run(4, TWO, 1);
        assertThat(learner.frozen(TWO)).isFalse();
        learner.freeze(ONE, "uid 0", true);
        run(5, new WorkloadId("web", ""), 1);
        assertThat(learner.frozen(new WorkloadId("web", ""))).as("its digest may come late, and be that of a known version").isFalse();
        run(6, new WorkloadId("web2", "sha256:3"), 1);
        assertThat(learner.frozen(new WorkloadId("web2", "sha256:3"))).isFalse();
        Learner other = learner(false);
        other.learn(container(slot(7, 1), "c7", "web", THREE.revision(), 0));
        assertThat(other.frozen(THREE)).isFalse();
    }

    @Test
    void whereItStartedFromIsKeptOnDiskAndAThawedOneLearnsOn() {
        run(3, ONE, 0, 1);
        learner.freeze(ONE, "uid 0", true);
        run(4, TWO, 101);
        learner.store(learner.mark(IngestState.BEGINNING));
        learner = learner(true);
        assertThat(workload(TWO).startedFrom().workload()).isEqualTo(ONE.toString());
        assertThat(workload(TWO).since()).isEqualTo(1_000 * SECOND);
        Workload thawed = learner.thaw(TWO, "uid 0");
        assertThat(thawed.baseline().items()).containsOnlyKeys(serve(0), serve(1), serve(101));
        assertThat(thawed.since()).as("it is not older for what it started from").isEqualTo(1_000 * SECOND);
    }

    @Test
    void anOperatorHasAVersionGoOnUnderAnEarlierBaseline() {
        learner = learner(false);
        run(3, ONE, 0, 1);
        learner.freeze(ONE, "uid 0", true);
        run(4, TWO, 1, 101);
        Workload started = learner.startFrom(TWO, workload(ONE), "uid 7");
        assertThat(started.state()).isEqualTo(BaselineState.FROZEN);
        assertThat(started.baseline().items()).containsOnlyKeys(serve(0), serve(1));
        assertThat(started.pending().items()).as("what it had learned").containsOnlyKeys(serve(101));
        assertThat(started.decisions()).extracting(Decision::by).containsExactly("uid 7");
    }

    @Test
    void versionsAreInTheOrderInWhichTheyCameAndDifferByWhatTheyDid() {
        learner = learner(false);
        run(3, THREE, 0, 1);
        run(4, ONE, 1, 101);
        run(5, new WorkloadId("web2", "sha256:1"), 1);
        List<Workload> versions = learner.versions().of("web");
        assertThat(versions).extracting(Workload::id).containsExactly(THREE, ONE);
        assertThat(VersionDifference.between(versions.get(0), versions.get(1)).added()).containsExactly("ptrace");
        assertThat(VersionDifference.between(versions.get(0), versions.get(1)).gone()).contains(List.of("read"));
    }

    @Test
    void ofManyVersionsTheLastAreKeptAndTheNewestFrozenOneAndThoseThatRun() throws Exception {
        learner = learner(false);
        for (int i = 1; i <= 6; i++) {
            WorkloadId version = new WorkloadId("web", "sha256:" + i);
            run(i, version, 0);
            if (i <= 2) {
                learner.freeze(version, "uid 0", true);
            }
            if (i != 3) {
                learn(container(slot(i, 1), "c" + i, "web", version.revision(), 90 * SECOND));
            }
            learner.store(learner.mark(IngestState.BEGINNING));
            Thread.sleep(5); // the file system's clock goes on
        }
        assertThat(learner.versions().surplus(6)).isEmpty();
        assertThat(learner.versions().surplus(2)).as("3 runs, 2 is the newest that is frozen, 5 and 6 are the last")
                .containsExactlyInAnyOrder(new WorkloadId("web", "sha256:1"), new WorkloadId("web", "sha256:4"));
        assertThat(learner.ids()).isSortedAccordingTo(Comparator.naturalOrder());
    }
}
