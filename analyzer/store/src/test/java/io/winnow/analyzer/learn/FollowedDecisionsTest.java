// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import static io.winnow.analyzer.baseline.Events.SECOND;
import static io.winnow.analyzer.baseline.Events.container;
import static io.winnow.analyzer.baseline.Events.observation;
import static io.winnow.analyzer.baseline.Events.serve;
import static io.winnow.analyzer.baseline.Events.slot;
import static io.winnow.analyzer.baseline.Events.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.Provenance;
import io.winnow.analyzer.baseline.RandomBaselines;
import io.winnow.analyzer.baseline.Scope;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.store.BaselineStore;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.Item;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was decided for a whole cluster, on one of its hosts. */
class FollowedDecisionsTest {

    private static final WorkloadId WEB = new WorkloadId("web", "sha256:1");
    private static final int HISTORIES = 300;

    @TempDir
    private Path directory;

    private final Decisions hub = new Decisions(LearningRules.DEFAULT);
    private final Map<WorkloadId, Workload> decided = new HashMap<>();
    private Learner learner;

    @BeforeEach
    void begin() {
        learner = learner();
    }

    private Learner learner() {
        return new Learner(new BaselineStore(directory, id -> Optional.ofNullable(decided.get(id))), LearningRules.DEFAULT, () -> 1_000 * SECOND);
    }

    /** A container that makes these calls. */
    private void run(int index, int... calls) {
        learner.learn(container(slot(index, 1), "c" + index, WEB.name(), WEB.revision(), 0));
        for (int call : calls) {
            learner.learn(observation(slot(index, 1), serve(call), index));
        }
        learner.learn(snapshot(slot(index, 1), 10 + index).window(1).build());
    }

    private Workload here() {
        return learner.workload(WEB).orElseThrow();
    }

    private static Workload learning(Baseline baseline) {
        return new Workload(WEB, BaselineState.LEARNING, baseline, Baseline.EMPTY, 0);
    }

    private static Baseline calls(int... calls) {
        BaselineBuilder builder = new BaselineBuilder();
        for (int call : calls) {
            builder.see(serve(call), new Observations(1_000, 2_000, 1, 0, Optional.of(new Provenance(1_000, "r", "/usr/sbin/nginx", "nginx", 1, 1))));
        }
        return builder.build();
    }

    private Workload frozenInTheHub(int... calls) {
        return hub.freeze(learning(calls(calls)), 500, "alice", true);
    }

    @Test
    void aFrozenBaselineIsTakenOverAndWhatWasSeenHereBeyondItWaitsForReview() {
        run(3, 0, 101);
        Workload frozen = frozenInTheHub(0, 1);
        assertThat(learner.follow(frozen)).isTrue();
        assertThat(here().frozen()).isTrue();
        assertThat(here().frozenAt()).isEqualTo(500);
        assertThat(here().baseline()).isEqualTo(frozen.baseline());
        assertThat(here().pending().items()).containsOnlyKeys(serve(101));
        assertThat(here().decisions()).isEqualTo(frozen.decisions()).extracting(Decision::by).containsExactly("alice");
    }

    @Test
    void whatIsFollowedIsOnDiskAndFollowingItAgainChangesNothing() {
        run(3, 0, 101);
        Workload frozen = frozenInTheHub(0, 1);
        learner.follow(frozen);
        Workload after = here();
        assertThat(learner.follow(frozen)).isFalse();
        learner = learner();
        assertThat(here()).isEqualTo(after);
        assertThat(learner.follow(frozen)).isFalse();
        assertThat(here()).isEqualTo(after);
    }

    @Test
    void aNewWorkloadIsFrozenFromItsFirstCall() {
        decided.put(WEB, frozenInTheHub(0, 1));
        run(3, 1, 101);
        assertThat(here().frozen()).isTrue();
        assertThat(here().baseline().items()).containsOnlyKeys(serve(0), serve(1));
        assertThat(here().pending().items()).containsOnlyKeys(serve(101));
    }

    @Test
    void whatTheClusterAcceptedWaitsNoMoreAndWhatItRejectedIsReportedButNotReviewed() {
        Workload frozen = frozenInTheHub(0);
        decided.put(WEB, frozen);
        run(3, 0, 101, 102);
        Workload later = hub.learn(frozen, calls(101, 102));
        Workload accepted = hub.approve(later, Set.of(serve(101))::contains, 600, "alice", "new release");
        learner.follow(accepted);
        assertThat(here().baseline().items()).containsOnlyKeys(serve(0), serve(101));
        assertThat(here().pending().items()).containsOnlyKeys(serve(102));
        assertThat(here().reviewDue()).isTrue();
        learner.follow(hub.reject(accepted, Set.of(serve(102))::contains, 700, "alice", ""));
        assertThat(here().pending().items()).containsOnlyKeys(serve(102));
        assertThat(here().reviewDue()).isFalse();
    }

    @Test
    void aThawedWorkloadLearnsOnWithWhatWasHeldForReview() {
        Workload frozen = frozenInTheHub(0);
        decided.put(WEB, frozen);
        run(3, 101);
        learner.follow(hub.thaw(frozen, 600, "alice"));
        assertThat(here().frozen()).isFalse();
        assertThat(here().baseline().items()).containsOnlyKeys(serve(0), serve(101));
        assertThat(here().thawedAt()).isEqualTo(600);
    }

    @Test
    void whatIsUnknownHereIsLeftToTheTimeWhenItComes() {
        assertThat(learner.follow(frozenInTheHub(0))).isFalse();
        assertThat(learner.ids()).isEmpty();
    }

    /** Decisions in any number between, some of which the node misses: the newest says all. */
    @Test
    void afterTheNewestDecisionTheBaselineIsTheClustersAndNothingThatWasSeenIsLost() {
        Random random = new Random(23);
        RandomBaselines baselines = new RandomBaselines(23);
        for (int i = 0; i < HISTORIES; i++) {
            Workload cluster = learning(baselines.next());
            LearningWorkload node = new LearningWorkload(WEB);
            Baseline seen = Baseline.EMPTY;
            for (int step = 1; step < 8; step++) {
                Baseline more = baselines.next();
                node.learn(evidence -> evidence.join(more));
                seen = seen.join(more);
                cluster = decided(hub.learn(cluster, baselines.next()), step, random);
                if (random.nextInt(3) == 0) {
                    node.follow(cluster);
                }
            }
            cluster = cluster.frozen() ? hub.thaw(cluster, 100, "alice") : hub.freeze(cluster, 100, "alice", true);
            node.follow(cluster);
            Workload before = node.view(LearningRules.DEFAULT);
            node.follow(cluster);
            Workload after = node.view(LearningRules.DEFAULT);
            assertThat(after).isEqualTo(before);
            assertThat(after.frozen()).isEqualTo(cluster.frozen());
            if (cluster.frozen()) {
                assertThat(after.baseline()).isEqualTo(cluster.baseline());
                Scope scope = new Scope(cluster.baseline());
                seen.items().forEach((item, observations) ->
                        assertThat(scope.covers(item, observations.flags()) || after.pending().contains(item)).as("%s", item).isTrue());
            }
        }
    }

    private Workload decided(Workload cluster, int step, Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> hub.freeze(cluster, step, "alice", true);
            case 1 -> hub.approve(cluster, chosen(random), step, "bob", "");
            case 2 -> hub.reject(cluster, chosen(random), step, "bob", "");
            case 3 -> hub.thaw(cluster, step, "alice");
            default -> cluster;
        };
    }

    private static Predicate<Item> chosen(Random random) {
        int nr = random.nextInt(4);
        return item -> item.nr() == nr;
    }
}
