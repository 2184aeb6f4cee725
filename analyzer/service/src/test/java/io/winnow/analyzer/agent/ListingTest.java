// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.Advisor;
import io.winnow.analyzer.api.CallDocument;
import io.winnow.analyzer.api.EvidenceDocument;
import io.winnow.analyzer.api.FleetDocument;
import io.winnow.analyzer.api.PostureDocument;
import io.winnow.analyzer.api.PostureDocument.Found;
import io.winnow.analyzer.api.PostureDocument.WorkloadPosture;
import io.winnow.analyzer.api.Principal;
import io.winnow.analyzer.api.RiskDocument;
import io.winnow.analyzer.api.Role;
import io.winnow.analyzer.api.Selection;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.ingest.RecordedQueue;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.learn.LearningRules;
import io.winnow.analyzer.publish.FakeSink;
import io.winnow.analyzer.publish.Publisher;
import io.winnow.analyzer.publish.ViolationEvents;
import io.winnow.analyzer.store.BaselineStore;
import io.winnow.analyzer.workload.RefusedCalls;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.Grants;
import io.winnow.collector.document.Isolation;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many more workloads than are kept in memory, listed and judged. */
class ListingTest {

    private static final Principal OPERATOR = new Principal("uid 0", Role.OPERATOR);
    private static final int WORKLOADS = 300;
    private static final WorkloadId FROZEN = new WorkloadId("web-200", "");

    @TempDir
    private Path directory;

    private final RecordedQueue queue = new RecordedQueue();
    private Learner learner;
    private Publisher publisher;
    private Analyzer analyzer;
    private AnalyzerService service;

    @BeforeEach
    void start() {
        BaselineStore store = new BaselineStore(directory);
        Baseline baseline = new SampleBaseline().calls(Stage.SERVE, "read", "write").build();
        Baseline pending = new SampleBaseline().calls(Stage.SERVE, "unshare").build();
        for (int i = 0; i < WORKLOADS; i++) {
            WorkloadId id = new WorkloadId("web-" + i, "");
            store.save(id.equals(FROZEN)
                    ? new Workload(id, BaselineState.FROZEN, baseline, pending, 7)
                    : new Workload(id, BaselineState.LEARNING, baseline, Baseline.EMPTY, 0));
        }
        learner = new Learner(new BaselineStore(directory), LearningRules.DEFAULT, System::nanoTime);
        publisher = new Publisher(new FakeSink(), 10, Duration.ofMillis(5), Duration.ofSeconds(1));
        Suggestions suggestions = new Suggestions(new Advisor(), AdviceOptions.DEFAULT);
        analyzer = new Analyzer(new FakeEvents(queue, learner.start()), new FakePolicySender(), learner, directory.resolve("violations.json"), publisher,
                new ViolationEvents("test"), new ViolationFeed(10), suggestions,
                new AnalyzerSettings(Duration.ofMillis(20), Duration.ofSeconds(10), Duration.ZERO, 10, Duration.ZERO,
                        Duration.ofSeconds(30), Optional.empty(),
                        RefusedCalls.IGNORED));
        service = new AnalyzerService(analyzer, publisher, suggestions, "test");
        publisher.start();
        analyzer.start();
    }

    @AfterEach
    void stop() {
        analyzer.close();
        publisher.close();
    }

    @Test
    void allAreThereAndNoneHadToBeTakenIntoTheLearnersMemory() {
        List<WorkloadSummary> all = service.workloads().join();
        assertThat(all).hasSize(WORKLOADS).allSatisfy(workload -> assertThat(workload.syscalls()).isEqualTo(2));
        assertThat(all).filteredOn(workload -> workload.state().equals("frozen")).singleElement().satisfies(workload -> {
            assertThat(workload.id()).isEqualTo("web-200");
            assertThat(workload.pending()).isEqualTo(1);
        });
        assertThat(service.status().join().frozen()).isEqualTo(1);
        assertThat(analyzer.ask(() -> learner.ids().stream().filter(id -> learner.loaded(id).isPresent()).count()).join()).isZero();
    }

    @Test
    void allTogetherUseWhatAnyOfThemUses() {
        FleetDocument fleet = service.inspection().fleet().join();
        assertThat(fleet).isEqualTo(new FleetDocument(WORKLOADS, 2, service.workloads().join().get(0).allowed().syscalls(), 0, 14));
        assertThat(fleet.syscallsAllowed()).isEqualTo(309);
    }

    @Test
    void eachCallSaysWhetherItWasUsedIsSuggestedAndIsAllowedToday() {
        List<CallDocument> calls = service.inspection().calls("web-7").join();
        assertThat(calls).extracting(CallDocument::name).isSorted().doesNotHaveDuplicates();
        assertThat(calls).filteredOn(call -> call.name().equals("read")).singleElement().satisfies(read -> {
            assertThat(read.stages()).containsExactly("serve");
            assertThat(read.suggested() && read.allowed()).isTrue();
            assertThat(read.reasons()).isNotEmpty();
        });
        assertThat(calls).filteredOn(call -> call.name().equals("accept")).singleElement().isEqualTo(new CallDocument("accept", List.of(), false, List.of(), true));
        assertThat(calls).filteredOn(call -> call.name().equals("exit_group")).singleElement().satisfies(exit -> assertThat(exit.suggested()).isTrue());
    }

    @Test
    void theRiskIsSaidForEachProfile() {
        RiskDocument risk = service.inspection().risk("web-7").join();
        assertThat(risk.profiles()).extracting(RiskDocument.Profile::name).containsExactly("exact", "siblings", "reach", "docker-default");
        assertThat(risk.profiles().get(1).left()).isLessThan(risk.profiles().get(3).left());
        assertThat(risk.profiles()).allSatisfy(profile -> assertThat(profile.faults()).hasSize(profile.left()));
    }

    @Test
    void evidenceIsOfCallsAndOfCapabilities() {
        assertThat(service.inspection().evidence("web-7", "read").join().evidence()).extracting(EvidenceDocument.Line::what).containsExactly("called");
        assertThat(service.inspection().evidence("web-7", "chown").join().evidence()).isEmpty();
        assertThat(service.inspection().evidence("web-7", "CAP_SYS_ADMIN").join().dockerDefault()).startsWith("does not grant it");
        assertThatThrownBy(() -> service.inspection().evidence("web-7", "raed").join()).hasRootCauseMessage("no system call is called \"raed\": check the spelling");
        assertThatThrownBy(() -> service.inspection().evidence("web-7", "CAP_EVERYTHING").join()).hasMessageContaining("no capability is called");
    }

    @Test
    void whatDidNotChangeIsNotReadAgain() throws IOException {
        List<WorkloadSummary> first = service.workloads().join();
        PostureDocument judged = service.posture().join();
        assertThat(judged.workloads()).hasSize(WORKLOADS);
        try (Stream<Path> documents = Files.list(directory.resolve("workloads"))) {
            for (Path document : documents.toList()) {
                Files.delete(document);
            }
        }
        assertThat(service.workloads().join()).isEqualTo(first);
        assertThat(service.posture().join()).isEqualTo(judged);
    }

    @Test
    void thePostureIsThatOfTheContainersThatRunNow() {
        assertThat(posture()).satisfies(idle -> assertThat(idle.containers()).isZero());
        record(container(List.of("CAP_SYS_ADMIN"), 0));
        await().untilAsserted(() -> assertThat(posture().containers()).isEqualTo(1));
        assertThat(posture().findings()).extracting(Found::rule).contains("capability-added");
        record(container(List.of("CAP_SYS_ADMIN"), 5));
        await().untilAsserted(() -> assertThat(posture().containers()).isZero());
        assertThat(service.posture().join().workloads()).contains(posture());
    }

    private WorkloadPosture posture() {
        return service.posture("web-7").join().workloads().get(0);
    }

    private void record(ContainerMetadata container) {
        synchronized (queue) {
            (queue.size() == 0 ? queue.session() : queue).json(DocumentType.CONTAINER, container);
        }
    }

    private static ContainerMetadata container(List<String> bounding, long ended) {
        Grants root = new Grants(true, bounding, bounding, Grants.Seccomp.NONE, false, Isolation.Sharing.PRIVATE, 0);
        return new ContainerMetadata(new SlotKey(1, 1), 77, "/c", "c0ffee", ContainerKind.CONTAINER, RuntimeIdentity.UNKNOWN, "docker", "c", "web-7", "", List.of(),
                Map.of(), root, "node", 1, ended, false);
    }

    @Test
    void changesAreReported() {
        service.workloads().join();
        service.freeze("web-7", OPERATOR, true).join();
        service.approve("web-200", Selection.allOf(service.pending("web-200").join().listing()), OPERATOR, "").join();
        for (int i = 10; i < WORKLOADS; i++) {
            service.workload("web-" + i).join(); // and others take their places in memory
        }
        List<WorkloadSummary> all = service.workloads().join();
        assertThat(all).filteredOn(workload -> workload.state().equals("frozen")).extracting(WorkloadSummary::id).containsExactly("web-200", "web-7");
        assertThat(all).extracting(WorkloadSummary::pending).containsOnly(0);
        service.thaw("web-7", OPERATOR).join();
        assertThat(service.workloads().join()).filteredOn(workload -> workload.state().equals("frozen")).hasSize(1);
        assertThat(service.status().join().frozen()).isEqualTo(1);
    }
}
