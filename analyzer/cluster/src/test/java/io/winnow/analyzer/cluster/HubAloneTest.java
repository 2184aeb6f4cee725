// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.Advisor;
import io.winnow.analyzer.agent.Suggestions;
import io.winnow.analyzer.agent.cluster.ClusterService;
import io.winnow.analyzer.api.LabelSelector;
import io.winnow.analyzer.api.PendingDocument;
import io.winnow.analyzer.api.Principal;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.api.Role;
import io.winnow.analyzer.api.Selection;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.api.cluster.ClusterWorkload;
import io.winnow.analyzer.api.cluster.ClusterWorkloads;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.LearningRules;
import io.winnow.analyzer.metric.Metric;
import io.winnow.analyzer.metric.Sample;
import io.winnow.analyzer.store.Shared;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one node or one replica of many did alone: it is held for review for the whole cluster. */
class HubAloneTest {

    private static final WorkloadId WEB = new WorkloadId("shop/deployment/web/nginx", "sha256:0123");
    private static final Principal ALICE = new Principal("alice", Role.OPERATOR);
    private static final int READ = 0;
    private static final int MOUNT = 165;
    private static final int UNSHARE = 272;

    private HubDriver hub;
    private ClusterService service;
    private Baseline all = Baseline.EMPTY;

    @TempDir
    private Path state;

    private void start(LearningRules rules, int aloneOf) {
        hub = new HubDriver(state.resolve("of-" + aloneOf), rules, LabelSelector.ALL, aloneOf);
        service = new ClusterService(new Asked(), rules, new Suggestions(new Advisor(), AdviceOptions.DEFAULT), "test");
    }

    @AfterEach
    void end() {
        hub.close();
    }

    /** A hub as its service asks it. */
    private final class Asked implements ClusterWorkloads {

        @Override
        public List<ClusterWorkload> all() {
            return hub.view().all();
        }

        @Override
        public List<WorkloadId> ids() {
            return List.of(WEB);
        }

        @Override
        public Optional<ClusterWorkload> find(WorkloadId id) {
            return hub.view().find(id);
        }

        @Override
        public RuntimeCallSets runtimeCalls() {
            return hub.view().runtimeCalls();
        }

        @Override
        public Optional<ClusterWorkload> decide(WorkloadId id, Decision decision, Baseline about) {
            hub.requests.pipeInput(hub.events.key(id), DecisionRequest.write(HubDriver.CLUSTER, id, decision, about));
            return find(id);
        }

        @Override
        public SortedMap<String, Long> refused() {
            return hub.refused.byReason();
        }

        @Override
        public String description() {
            return "a topology";
        }

        @Override
        public Optional<String> failing() {
            return Optional.empty();
        }
    }

    /** A node reports what a replica did in a window. */
    private void report(int node, int replica, Integer... calls) {
        BaselineBuilder seen = new BaselineBuilder().whole();
        Set<Item> items = new TreeSet<>((one, other) -> Integer.compare(one.nr(), other.nr()));
        Arrays.stream(calls).map(HubAloneTest::serve).forEach(items::add);
        items.forEach(item -> seen.see(item, new Observations(1_000, 2_000, 1, 0, Optional.empty())));
        Baseline growth = seen.replica("r." + replica + ".1", one -> one.withStart().withWindow(1, items)).build();
        all = all.join(growth);
        hub.events.observations("node-" + node, WEB, growth, HubDriver.NOW).forEach(event -> hub.observations.pipeInput(event.key(), event.data()));
    }

    /** Fifty replicas on five nodes, of which one did more. */
    private void fifty() {
        for (int replica = 1; replica <= 50; replica++) {
            if (replica == 17) {
                report(replica % 5, replica, READ, UNSHARE);
            } else {
                report(replica % 5, replica, READ);
            }
        }
        hub.published(1);
    }

    private Workload known() {
        return hub.view().find(WEB).orElseThrow().workload();
    }

    private Workload decided() {
        List<TestRecord<String, byte[]>> decisions = hub.decisions.readRecordsToList();
        return Shared.whole(List.of(Shared.read(decisions.get(decisions.size() - 1).value())));
    }

    private static Item serve(int call) {
        return Item.syscall(Abi.X86_64, Stage.SERVE, call);
    }

    @Test
    void whatOneOfFiftyReplicasDidIsJoinedAndShownWithItsNodeAndHeldForReviewByTheFreeze() {
        start(LearningRules.DEFAULT, 20);
        fifty();
        assertThat(known().baseline()).as("the join is the merge of all").isEqualTo(all);
        PendingDocument waiting = service.pending("shop").join();
        assertThat(waiting.state()).isNotEqualTo("frozen");
        assertThat(waiting.replicas()).isEqualTo(50);
        assertThat(waiting.items()).singleElement().satisfies(item -> {
            assertThat(item.what()).contains("unshare");
            assertThat(item.replicas()).isEqualTo(1);
            assertThat(item.node()).isEqualTo("node-2");
        });
        assertThat(service.workload("shop").join().notes()).anyMatch(note -> note.matches("1 of 50 replicas, node node-2: .*unshare.*freezing holds it for review"));
        assertThat(service.workloads().join()).extracting(WorkloadSummary::pending).containsExactly(1);
        assertThat(service.metrics().join().samples(Metric.REFUSED_REPORTS)).containsExactlyInAnyOrder(
                Sample.of(0, "node"), Sample.of(0, "unreadable"));
        assertThat(service.profile("shop", ProfileRequest.of("systemd")).join().body()).contains("read").doesNotContain("unshare");
        assertThatThrownBy(() -> service.approve("shop", Selection.allOf(waiting.listing()), ALICE, "").join()).hasMessageContaining("`winnow freeze` holds for review");

        service.freeze("shop", ALICE, true).join();
        Workload frozen = decided();
        assertThat(frozen.baseline().items()).as("what the nodes follow").containsOnlyKeys(serve(READ));
        assertThat(frozen.decisions()).singleElement().satisfies(decision -> {
            assertThat(decision.items()).isEqualTo(1);
            assertThat(decision.note()).isEqualTo("held for review, as one of many did it alone: 1");
        });
        assertThat(known().pending().items()).containsOnlyKeys(serve(UNSHARE));
        assertThat(service.workload("shop").join().notes()).anyMatch(note -> note.matches("1 of 50 replicas, node node-2: .*unshare.*; it waits for review"));
    }

    @Test
    void whatIsHeldIsAcceptedOrRejectedAndOnceAcceptedStaysSoThroughAThaw() {
        start(LearningRules.DEFAULT, 20);
        report(3, 33, MOUNT);
        fifty();
        service.freeze("shop", ALICE, true).join();
        PendingDocument waiting = service.pending("shop").join();
        assertThat(waiting.items()).extracting(PendingDocument.Item::node).containsExactlyInAnyOrder("node-3", "node-2");
        service.approve("shop", Selection.of(List.of("unshare")), ALICE, "the new sandbox").join();
        service.reject("shop", Selection.of(List.of("mount")), ALICE, "").join();
        assertThat(decided().baseline().items()).containsOnlyKeys(serve(READ), serve(UNSHARE));
        PendingDocument reviewed = service.pending("shop").join();
        assertThat(reviewed.items()).isEmpty();
        assertThat(reviewed.rejected()).extracting(PendingDocument.Item::node).containsExactly("node-3");

        service.thaw("shop", ALICE).join();
        service.freeze("shop", ALICE, true).join();
        assertThat(decided().baseline().items()).containsOnlyKeys(serve(READ), serve(UNSHARE));
    }

    @Test
    void whatSeveralReplicasOfOneNodeDidIsHeldIfThereAreManyNodes() {
        start(LearningRules.DEFAULT, 20);
        for (int node = 1; node <= 20; node++) {
            report(node, node, READ);
        }
        report(7, 21, READ, UNSHARE);
        report(7, 22, READ, UNSHARE);
        hub.published(1);
        assertThat(service.pending("shop").join().items()).singleElement()
                .satisfies(item -> assertThat(List.of(item.replicas(), item.node())).isEqualTo(List.of(2, "node-7")));
        report(8, 23, UNSHARE);
        hub.published(1);
        assertThatThrownBy(() -> service.pending("shop").join()).as("another node did it, too").hasMessageContaining("nothing waits for review");
        service.freeze("shop", ALICE, true).join();
        assertThat(decided().baseline().items()).containsOnlyKeys(serve(READ), serve(UNSHARE));
    }

    @Test
    void whatAFewDidIsNotHeldNorAnythingIfNothingIsToBe() {
        start(LearningRules.DEFAULT, 20);
        for (int replica = 1; replica <= 19; replica++) {
            report(replica, replica, READ);
        }
        report(3, 3, READ, UNSHARE);
        hub.published(1);
        assertThat(service.workloads().join()).extracting(WorkloadSummary::pending).containsExactly(0);
        hub.close();
        start(LearningRules.DEFAULT, 0);
        fifty();
        service.freeze("shop", ALICE, true).join();
        assertThat(decided().baseline().items()).containsOnlyKeys(serve(READ), serve(UNSHARE));
    }

    @Test
    void theRuleForFreezingHoldsItToo() {
        start(LearningRules.DEFAULT.withFreeze(Optional.of(new LearningRules.FreezeRule(0, Duration.ZERO, 50))), 20);
        fifty();
        Workload frozen = decided();
        assertThat(frozen.decisions()).singleElement().satisfies(decision -> assertThat(decision.by()).isEqualTo(Decision.RULE));
        assertThat(frozen.baseline().items()).containsOnlyKeys(serve(READ));
        assertThat(service.pending("shop").join().items()).extracting(PendingDocument.Item::node).containsExactly("node-2");
    }
}
