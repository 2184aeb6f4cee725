// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.api.LabelSelector;
import io.winnow.analyzer.api.cluster.ClusterWorkload;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.SectionKind;
import io.winnow.analyzer.baseline.SelectedLabels;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.LearningRules;
import io.winnow.analyzer.store.Shared;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.Stage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What hubs decide for all nodes of a cluster. */
class HubDecisionsTest {

    private static final WorkloadId WEB = new WorkloadId("shop/deployment/web/nginx", "sha256:0123");

    private HubDriver hub;

    @TempDir
    private Path state;

    @BeforeEach
    void start() {
        hub = new HubDriver(state.resolve("usual"), LearningRules.DEFAULT, LabelSelector.ALL);
    }

    @AfterEach
    void end() {
        hub.close();
    }

    private void report(String node, Baseline growth) {
        hub.events.observations(node, WEB, growth, HubDriver.NOW).forEach(event -> hub.observations.pipeInput(event.key(), event.data()));
    }

    private void ask(Decision decision, Baseline about) {
        hub.requests.pipeInput(hub.events.key(WEB), DecisionRequest.write(HubDriver.CLUSTER, WEB, decision, about));
    }

    private Workload decided() {
        return Shared.whole(List.of(Shared.read(hub.decisions.readRecordsToList().get(0).value())));
    }

    private Workload known() {
        return hub.view().find(WEB).orElseThrow().workload();
    }

    private static Baseline calls(int... calls) {
        BaselineBuilder builder = new BaselineBuilder();
        for (int call : calls) {
            builder.see(Item.syscall(Abi.X86_64, Stage.SERVE, call), new Observations(1_000, 2_000, 1, 0, Optional.empty()));
        }
        return builder.build();
    }

    @Test
    void aDecisionIsMadeOnceOnWhatAllNodesReportedAndPublishedForThemAtOnce() {
        report("node-1", calls(0));
        report("node-2", calls(1));
        Decision freeze = new Decision(5_000, Decision.Action.FREEZE, "alice", 2, "forced: windows");
        ask(freeze, Baseline.EMPTY);
        ask(freeze, Baseline.EMPTY);
        Workload frozen = decided();
        assertThat(hub.decisions.isEmpty()).as("the second changes nothing").isTrue();
        assertThat(frozen.frozenAt()).isEqualTo(5_000);
        assertThat(frozen.baseline()).isEqualTo(calls(0, 1));
        assertThat(frozen.decisions()).containsExactly(freeze);
        assertThat(known()).isEqualTo(frozen);
        assertThat(hub.view().all()).extracting(ClusterWorkload::workload).containsExactly(frozen);
    }

    @Test
    void whatNodesReportLaterWaitsUntilItIsAcceptedOrRejectedForAllOfThem() {
        report("node-1", calls(0));
        ask(new Decision(5_000, Decision.Action.FREEZE, "alice", 1), Baseline.EMPTY);
        decided();
        report("node-1", calls(0, 101));
        report("node-2", calls(0, 102));
        hub.published(1);
        assertThat(hub.decisions.isEmpty()).as("no decision, nothing for the nodes").isTrue();
        Workload waiting = known();
        assertThat(waiting.pending().items()).isEqualTo(calls(101, 102).items());
        ask(new Decision(6_000, Decision.Action.ACCEPT, "alice", 1, "new release"), calls(101));
        Workload accepted = decided();
        assertThat(accepted.baseline().items()).isEqualTo(calls(0, 101).items());
        ask(new Decision(7_000, Decision.Action.REJECT, "alice", 1), calls(102));
        Workload rejected = decided();
        assertThat(rejected.rejections().cover(Item.syscall(Abi.X86_64, Stage.SERVE, 102))).isTrue();
        assertThat(known().reviewDue()).isFalse();
        ask(new Decision(8_000, Decision.Action.THAW, "bob", 0), Baseline.EMPTY);
        assertThat(decided().frozen()).isFalse();
        assertThat(known().decisions()).extracting(Decision::by).containsExactly("alice", "alice", "alice", "bob");
    }

    @Test
    void aForgottenWorkloadIsTakenBackEverywhere() {
        report("node-1", calls(0));
        ask(new Decision(5_000, Decision.Action.FREEZE, "alice", 1), Baseline.EMPTY);
        hub.baselines.readRecordsToList();
        String key = hub.decisions.readRecord().key();
        ask(new Decision(6_000, Decision.Action.FORGET, "alice", 1), Baseline.EMPTY);
        assertThat(hub.decisions.readRecordsToList()).singleElement().satisfies(gone -> assertThat(List.of(gone.key(), gone.value() == null)).isEqualTo(List.of(key, true)));
        assertThat(hub.baselines.readRecordsToList()).singleElement().satisfies(gone -> assertThat(gone.value()).isNull());
        assertThat(hub.view().all()).isEmpty();
        hub.published(1);
        assertThat(hub.baselines.isEmpty()).isTrue();
    }

    @Test
    void aRequestThatIsNoneAndOneForAnUnknownWorkloadChangeNothing() {
        hub.requests.pipeInput("key", "{".getBytes(StandardCharsets.UTF_8));
        hub.requests.pipeInput("key", null);
        hub.requests.pipeInput(hub.events.key(WEB), hub.events.observations("node-1", WEB, calls(0), HubDriver.NOW).get(0).data());
        ask(new Decision(5_000, Decision.Action.FREEZE, "alice", 1), Baseline.EMPTY);
        assertThat(hub.decisions.isEmpty()).isTrue();
        assertThat(hub.view().all()).isEmpty();
    }

    @Test
    void aWorkloadWithTheLabelsOfTheRuleFreezesByItselfAndNoOther() {
        hub.close();
        LearningRules soon = LearningRules.DEFAULT.withFreeze(Optional.of(new LearningRules.FreezeRule(0, Duration.ZERO, 0)));
        hub = new HubDriver(state.resolve("freezing"), soon, LabelSelector.parse("team=shop"));
        Item read = Item.syscall(Abi.X86_64, Stage.SERVE, 0);
        Baseline whole = new BaselineBuilder().join(calls(0)).whole().replica("r.1.1", replica -> replica.withWindow(1, Set.of(read)).withWindow(2, Set.of(read))).build();
        report("node-1", whole);
        hub.published(1);
        assertThat(hub.decisions.isEmpty()).isTrue();
        report("node-1", new BaselineBuilder().join(SectionKind.LABELS, SelectedLabels.of(Map.of("team", "shop"))).build());
        hub.published(1);
        assertThat(decided().decisions()).singleElement().satisfies(decision -> assertThat(decision.by()).isEqualTo(Decision.RULE));
        assertThat(known().frozen()).isTrue();
    }
}
