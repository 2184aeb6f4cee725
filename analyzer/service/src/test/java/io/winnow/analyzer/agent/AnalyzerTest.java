// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.Advisor;
import io.winnow.analyzer.api.ContainerDocument;
import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.FindingApi;
import io.winnow.analyzer.api.FindingQuery;
import io.winnow.analyzer.api.PendingDocument;
import io.winnow.analyzer.api.Principal;
import io.winnow.analyzer.api.Probe;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.api.Rendering;
import io.winnow.analyzer.api.Role;
import io.winnow.analyzer.api.Selection;
import io.winnow.analyzer.api.StatusDocument;
import io.winnow.analyzer.api.VersionDocument;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.api.WorkloadDetail;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.analyzer.finding.FindingState;
import io.winnow.analyzer.ingest.RecordedQueue;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.learn.LearningRules;
import io.winnow.analyzer.metric.Metric;
import io.winnow.analyzer.metric.Readings;
import io.winnow.analyzer.metric.Sample;
import io.winnow.analyzer.posture.Severity;
import io.winnow.analyzer.publish.FakeSink;
import io.winnow.analyzer.publish.FindingDocument;
import io.winnow.analyzer.publish.Publisher;
import io.winnow.analyzer.publish.ViolationEvents;
import io.winnow.analyzer.store.BaselineStore;
import io.winnow.analyzer.violation.ViolationKind;
import io.winnow.analyzer.workload.RefusedCalls;
import io.winnow.analyzer.workload.Resolution;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.analyzer.workload.WorkloadResolver;
import io.winnow.collector.document.CallProfile;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.LossReport;
import io.winnow.collector.document.PolicyDocument;
import io.winnow.collector.document.ProfilingRequest;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.document.SyscallUse;
import io.winnow.collector.flyweight.RecordEncoder;
import io.winnow.collector.flyweight.SnapshotEncoder;
import io.winnow.collector.flyweight.SnapshotFlyweight;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemFlags;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.record.SnapshotFlags;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalyzerTest {

    private static final Principal OPERATOR = new Principal("uid 0", Role.OPERATOR);
    private static final SlotKey FIRST = new SlotKey(1, 1);
    private static final SlotKey SECOND = new SlotKey(2, 1);
    private static final long CGROUP = 77;
    /** Wall time after all that is recorded here, in nanoseconds since 1970. */
    private static final long LATER = 4_000_000_000_000_000_000L;
    private static final Item UNSHARE = Item.syscall(Abi.X86_64, Stage.SERVE, SampleBaseline.number("unshare"));

    @TempDir
    private Path directory;

    private final RecordedQueue queue = new RecordedQueue();
    private final FakePolicySender policies = new FakePolicySender();
    private final FakeSink sink = new FakeSink();
    private final List<Running> started = new ArrayList<>();

    /** An analyzer at work with what is around it. */
    private record Running(Analyzer analyzer, AnalyzerService service, Publisher publisher, FakeEvents events, ViolationFeed feed) {
        void close() {
            analyzer.close();
            publisher.close();
        }
    }

    @AfterEach
    void close() {
        started.forEach(Running::close);
    }

    @Test
    void learnsAndShowsWhatItLearned() {
        learnFirst();
        Running running = start();

        WorkloadSummary summary = answer(running.service().workloads()).get(0);
        assertThat(summary.id()).isEqualTo("web");
        assertThat(summary.state()).isEqualTo("learning");
        assertThat(summary.containers()).isEqualTo(1);
        assertThat(summary.syscalls()).isEqualTo(2);
        WorkloadDetail detail = answer(running.service().workload("web"));
        assertThat(detail.syscalls()).isEqualTo(Map.of("serve/x86_64", List.of("openat", "read")));
        assertThat(detail.runtimes()).containsExactly("runc 1.1.5 without no_new_privs");
    }

    @Test
    void findsAWorkloadByItsContainersToo() {
        learnFirst();
        Running running = start();
        for (String name : List.of("web", "c0ffeec0ffeec0ffee", "c0ffeec0ffee", "c0f", "w")) {
            assertThat(answer(running.service().workload(name)).summary().id()).isEqualTo("web");
        }
        assertThatThrownBy(() -> answer(running.service().workload("0ffee"))).isInstanceOfSatisfying(
                FaultException.class, e -> assertThat(e.kind()).isEqualTo(FaultException.Kind.NOT_FOUND));
    }

    @Test
    void listsTheContainersThatRunWithTheirWorkload() {
        learnFirst();
        Running running = start();
        ContainerDocument container = answer(running.service().containers()).get(0);
        assertThat(container.id()).isEqualTo("c0ffeec0ffeec0ffee");
        assertThat(container.workload()).isEqualTo("web");
        assertThat(container.workloadId()).isEqualTo(answer(running.service().workloads()).get(0).shortId());
        assertThat(container.runtime()).isEqualTo("runc 1.1.5");
        assertThat(container.namespace()).isNull();
    }

    @Test
    void rendersTheSuggestedProfileAndSaysWhereItCannot() {
        learnFirst();
        Running running = start();
        Rendering docker = answer(running.service().profile("web", ProfileRequest.of("docker")));
        assertThat(docker.contentType()).isEqualTo("application/json");
        assertThat(docker.body()).contains("\"openat\"", "\"capset\"", "SCMP_ACT_ERRNO");
        assertThatThrownBy(() -> answer(running.service().profile("web", ProfileRequest.of("docker").withRuntimes(List.of("crun")))))
                .isInstanceOfSatisfying(FaultException.class, e -> assertThat(e.kind()).isEqualTo(FaultException.Kind.CONFLICT)).hasMessageContaining("crun");
        assertThatThrownBy(() -> answer(running.service().profile("web", ProfileRequest.of("dokcer"))))
                .isInstanceOfSatisfying(FaultException.class, e -> assertThat(e.kind()).isEqualTo(FaultException.Kind.INVALID)).hasMessageContaining("docker-run");
    }

    @Test
    void aProfileOfWhatWasFoundRunningIsRefusedInEveryFormUnlessForced() {
        queue.session();
        queue.json(DocumentType.CONTAINER, container(FIRST, "c0ffeec0ffeec0ffee", 0));
        queue.snapshot(snapshot(FIRST, true, "openat", "read").putInt(SnapshotFlyweight.MODE_OFFSET, SlotMode.LATE));
        Running running = start();
        for (String format : List.of("docker", "oci", "spo", "kubernetes", "docker-run", "podman-run", "compose", "systemd", "apparmor", "selinux", "in-toto")) {
            assertFault(FaultException.Kind.CONFLICT,
                    "would break what it was learned from: no replica was watched from its start; restart one. Export it all the same with --force",
                    () -> answer(running.service().profile("web", ProfileRequest.of(format))));
        }
        ProfileRequest forced = new ProfileRequest("systemd", List.of(), List.of(), List.of(), false, false, false, true, "");
        assertThat(answer(running.service().profile("web", forced)).body()).contains("SystemCallFilter=");
    }

    @Test
    void aProfileHasWhatIsAskedForAndItsNotesSayWhatThatMeans() {
        learnFirst();
        Running running = start();
        ProfileRequest wanted =
                new ProfileRequest("docker", List.of(), List.of("getpid", "io_uring_setup"), List.of("openat"), false, false, true, false, "");
        assertThat(answer(running.service().profile("web", wanted)).body())
                .contains("\"getpid\"", "\"io_uring_setup\"", "SECCOMP_FILTER_FLAG_LOG").doesNotContain("\"openat\"");
        assertThat(answer(running.service().notes("web", wanted)))
                .anySatisfy(note -> assertThat(note).contains("openat is blocked by option"))
                .anySatisfy(note -> assertThat(note).isEqualTo("io_uring_setup is allowed by option though it was not seen: it does input and output"
                        + " that no system call filter sees"));
        ProfileRequest misspelt = new ProfileRequest("docker", List.of(), List.of("opnat"), List.of(), false, false, false, false, "");
        assertFault(FaultException.Kind.INVALID, "no system call is called \"opnat\"", () -> answer(running.service().profile("web", misspelt)));
        assertFault(FaultException.Kind.INVALID, "no system call is called \"opnat\"", () -> answer(running.service().notes("web", misspelt)));
    }

    @Test
    void freezingSendsThePolicyOfEveryRunningContainer() {
        learnFirst();
        Running running = start();
        assertThat(answer(running.service().freeze("web", OPERATOR, true)).state()).isEqualTo("frozen");

        await().untilAsserted(() -> assertThat(policies.sent()).hasSize(1));
        PolicyDocument policy = policies.sent().get(0);
        assertThat(policy.container()).isEqualTo("c0ffeec0ffeec0ffee");
        assertThat(policy.mode()).isEqualTo(PolicyDocument.Mode.WATCH);
        assertThat(policy.denials()).isTrue();
        assertThat(serving(policy).numbers()).contains(SampleBaseline.number("openat"), SampleBaseline.number("exit_group")).doesNotContain(UNSHARE.nr());
    }

    @Test
    void aContainerThatAppearsLaterGetsItsPolicyToo() {
        learnFirst();
        Running running = start();
        answer(running.service().freeze("web", OPERATOR, true));
        record(() -> queue.json(DocumentType.CONTAINER, container(SECOND, "second", 0)));
        await().untilAsserted(() -> assertThat(policies.sent()).extracting(PolicyDocument::container).contains("second"));
    }

    @Test
    void aContainerWhoseNameComesLateIsWatchedFromThenOn() {
        learnFirst();
        AtomicBoolean known = new AtomicBoolean();
        WorkloadResolver resolver = container -> container.id().equals("late") && !known.get()
                ? Resolution.pending(new WorkloadId("shop/pod/late", "")) : LearningRules.DEFAULT.grouping().resolve(container);
        Running running = start(new Learner(new BaselineStore(directory), LearningRules.DEFAULT, System::nanoTime, resolver), Duration.ZERO);
        answer(running.service().freeze("web", OPERATOR, true));
        record(() -> queue.json(DocumentType.CONTAINER, container(SECOND, "late", 0)));
        await().untilAsserted(() -> assertThat(answer(running.service().workloads())).extracting(WorkloadSummary::id).contains("shop/pod/late"));
        assertThat(policies.sent()).extracting(PolicyDocument::container).doesNotContain("late");
        known.set(true);
        await().untilAsserted(() -> assertThat(answer(running.service().workload("late")).summary().id()).isEqualTo("web"));
        record(() -> queue.snapshot(snapshot(SECOND, true, "openat")));
        await().untilAsserted(() -> assertThat(policies.sent()).extracting(PolicyDocument::container).contains("late"));
        await().untilAsserted(() -> assertThat(answer(running.service().workloads())).extracting(WorkloadSummary::id).containsExactly("web"));
    }

    @Test
    void aPolicyThatCannotBeSentNowIsSentLater() {
        learnFirst();
        policies.full(true);
        Running running = start();
        answer(running.service().freeze("web", OPERATOR, true));
        assertThat(policies.sent()).isEmpty();
        policies.full(false);
        await().untilAsserted(() -> assertThat(policies.sent()).hasSize(1));
    }

    @Test
    void outOfProfileCallsOfAFrozenContainerArePublishedAndSentToFollowers() {
        Running running = startFrozen();
        AtomicInteger news = new AtomicInteger();
        running.feed().follow(follower -> news.incrementAndGet());
        violate(1);
        await().untilAsserted(() -> assertThat(sink.arrived()).hasSize(1));
        assertThat(running.feed().recent()).hasSize(1);
        assertThat(news).hasValue(1);
        assertThat(answer(running.service().status()).violations()).isEqualTo(1);
    }

    @Test
    void aWorkloadIsForgottenOnlyIfItsIdIsConfirmedAndForceOutweighsThatItIsInUse() {
        Running running = startFrozen();
        String id = answer(running.service().workload("web")).summary().shortId();
        assertFault(FaultException.Kind.CONFLICT, "To confirm, add: --confirm " + id, () -> answer(running.service().forget("web", "", true, OPERATOR)));
        assertFault(FaultException.Kind.CONFLICT, "To confirm", () -> answer(running.service().forget("web", "c0ffeec0ffee", true, OPERATOR)));
        assertFault(FaultException.Kind.CONFLICT, "its baseline is frozen; 1 container of it runs. Forget it all the same with --force",
                () -> answer(running.service().forget("web", id, false, OPERATOR)));
        await().untilAsserted(() -> assertThat(policies.sent()).hasSize(1));
        assertThat(answer(running.service().forget("web", id, true, OPERATOR)).id()).isEqualTo("web");
        assertThat(answer(running.service().workloads())).isEmpty();
        await().untilAsserted(() -> assertThat(policies.sent()).last().extracting(PolicyDocument::mode).isEqualTo(PolicyDocument.Mode.LEARN));
        violate(1);
        await().untilAsserted(() -> assertThat(answer(running.service().workloads())).extracting(WorkloadSummary::state).containsExactly("learning"));
        assertThat(sink.arrived()).as("it is learned anew, and no violation").isEmpty();
    }

    @Test
    void aWorkloadWithoutContainersExpiresIfThatIsConfigured() {
        learnFirst();
        queue.json(DocumentType.CONTAINER, container(FIRST, "c0ffeec0ffeec0ffee", 5));
        Running running = start(Duration.ofMillis(1), () -> System.currentTimeMillis() * 1_000_000);
        await().untilAsserted(() -> assertThat(answer(running.service().workloads())).isEmpty());
        assertThat(directory.resolve("forgotten.jsonl")).content().contains("\"by\":\"rule\"", "no container for");
    }

    @Test
    void whatLiesOutsideWaitsForReviewAndWhatIsAcceptedIsNoViolationAnyMore() {
        Running running = startFrozen();
        violate(1);
        violateWith(Item.syscall(Abi.X86_64, Stage.SERVE, SampleBaseline.number("bpf")));
        await().untilAsserted(() -> assertThat(sink.arrived()).hasSize(2));
        PendingDocument pending = answer(running.service().pending("web"));
        assertThat(pending.items()).extracting(PendingDocument.Item::what).containsExactly("unshare", "bpf");
        assertThat(answer(running.service().workloads())).extracting(WorkloadSummary::pending).containsExactly(2);

        PendingDocument.Item unshare = pending.items().get(0);
        WorkloadSummary accepted = answer(running.service().approve("web", Selection.of(List.of(unshare.id())), OPERATOR, ""));
        assertThat(accepted.state()).isEqualTo("frozen");
        assertThat(accepted.pending()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(serving(lastPolicy()).numbers()).contains(UNSHARE.nr()).doesNotContain(SampleBaseline.number("bpf")));
        record(() -> {
            queue.json(DocumentType.CONTAINER, container(SECOND, "second", 0));
            queue.batch(RecordEncoder.observation(SECOND, 300, CGROUP, UNSHARE, 1, ItemFlags.FIRST));
        });
        await().untilAsserted(() -> assertThat(policies.acknowledged()).isEqualTo(queue.size() - 1));
        assertThat(sink.arrived()).hasSize(2);

        assertThat(answer(running.service().approve("web", Selection.of(List.of("bpf")), new Principal("uid 7", Role.OPERATOR), "release 7\n")).pending()).isZero();
        assertThat(answer(running.service().workload("web")).decisions()).satisfiesExactly(
                frozen -> assertThat(frozen).endsWith("frozen with 2 items by uid 0; forced: 0 of 10 windows, 0 s of 600 s"),
                first -> assertThat(first).endsWith("1 items accepted by uid 0; unshare"),
                second -> assertThat(second).contains("1 items accepted by uid 7; bpf; reason: release 7?~"));
    }

    @Test
    void whatIsRejectedWaitsNoMoreAndIsAViolationAllTheSame() {
        Running running = startFrozen();
        violate(1);
        await().untilAsserted(() -> assertThat(sink.arrived()).hasSize(1));
        assertThat(answer(running.service().reject("web", Selection.of(List.of("unshare")), OPERATOR, "no need")).pending()).isZero();
        PendingDocument pending = answer(running.service().pending("web"));
        assertThat(pending.items()).isEmpty();
        assertThat(pending.rejected()).extracting(PendingDocument.Item::what).containsExactly("unshare");
        assertThat(answer(running.service().workload("web")).decisions()).last().asString().endsWith("1 items rejected by uid 0; unshare; reason: no need");
        record(() -> {
            queue.json(DocumentType.CONTAINER, container(SECOND, "second", 0));
            queue.batch(RecordEncoder.observation(SECOND, 300, CGROUP, UNSHARE, 1, ItemFlags.FIRST));
        });
        await().untilAsserted(() -> assertThat(sink.arrived()).hasSize(2));
        assertThat(answer(running.service().pending("web")).items()).isEmpty();
        assertThat(answer(running.service().approve("web", Selection.of(List.of("unshare")), OPERATOR, "")).pending()).isZero();
        assertThat(answer(running.service().pending("web")).rejected()).isEmpty();
    }

    @Test
    void aContainerIsProfiledThroughTheCollector() {
        learnFirst();
        Running running = start();
        assertFault(FaultException.Kind.NOT_FOUND, "`winnow containers` lists", () -> answer(running.service().profiling().start("nope", Duration.ofMinutes(1), OPERATOR)));
        answer(running.service().profiling().start("web", Duration.ofMinutes(1), OPERATOR));
        await().untilAsserted(() -> assertThat(policies.profiling()).hasSize(1));
        ProfilingRequest request = policies.profiling().get(0);
        assertThat(request.container()).isEqualTo("c0ffeec0ffeec0ffee");
        assertThat(request.startedBy()).isEqualTo("uid 0");
        SyscallUse read = new SyscallUse(Abi.X86_64, 0, 5, 0, Map.of(), 500, List.of());
        record(() -> queue.json(DocumentType.PROFILE, new CallProfile(request, FIRST, false, 0, List.of(read))));
        await().untilAsserted(() -> assertThat(answer(running.service().profiling().profiling("c0ffee", "")).calls()).hasSize(1));
        assertThat(answer(running.service().profiling().list())).singleElement().satisfies(one -> {
            assertThat(one.workload()).isEqualTo("web");
            assertThat(one.calls()).isEqualTo(5);
        });
        answer(running.service().profiling().stop("c0ffee", OPERATOR));
        await().untilAsserted(() -> assertThat(policies.profiling()).hasSize(2));
        assertThat(policies.profiling().get(1).stoppedBy()).isEqualTo("uid 0");
    }

    @Test
    void violationsAreShownAfterARestartToo() {
        Running running = startFrozen();
        violate(1);
        await().untilAsserted(() -> assertThat(running.feed().recent()).hasSize(1));
        await().untilAsserted(() -> assertThat(policies.acknowledged()).isEqualTo(queue.size() - 1));
        started.remove(running);
        running.close();
        assertThat(start().feed().recent()).singleElement().isEqualTo(running.feed().recent().get(0));
    }

    @Test
    void aCallOfAnotherAbiIsAcceptedByItsNameAloneOrWithTheAbi() {
        Running running = startFrozen();
        for (String word : List.of("ptrace", "i386 kexec_load")) {
            int nr = SyscallTable.number(Abi.I386, word.replace("i386 ", "")).orElseThrow();
            violateWith(Item.syscall(Abi.I386, Stage.SERVE, nr));
            await().untilAsserted(() -> assertThat(answer(running.service().pending("web")).items()).hasSize(1));
            assertThat(answer(running.service().approve("web", Selection.of(List.of(word)), OPERATOR, "")).pending()).isZero();
        }
    }

    @Test
    void twoItemsWhoseIdsBeginAlikeAreShownApartAndAnAmbiguousIdIsRefused() {
        Running running = startFrozen();
        int ioctl = SampleBaseline.number("ioctl");
        violateWith(new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.SERVE, 1, ioctl, 0x5a07ce08L));
        violateWith(new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.SERVE, 1, ioctl, 0x5a14d7f7L)); // chosen so that its hash begins like the first one's
        await().untilAsserted(() -> assertThat(answer(running.service().pending("web")).items()).hasSize(2));
        List<PendingDocument.Item> items = answer(running.service().pending("web")).items();
        assertThat(items).extracting(PendingDocument.Item::id).doesNotHaveDuplicates().allMatch(id -> id.startsWith("faee5b5c68") && id.length() > 10);

        assertFault(FaultException.Kind.CONFLICT, "\"faee5b5c68\" is ambiguous: 2 items",
                () -> answer(running.service().approve("web", Selection.of(List.of("faee5b5c68")), OPERATOR, "")));
        answer(running.service().approve("web", Selection.of(List.of(items.get(0).id())), OPERATOR, ""));
        assertThat(answer(running.service().pending("web")).items()).extracting(PendingDocument.Item::what).containsExactly(items.get(1).what());
    }

    @Test
    void whatTheProfileDoesOnItsOwnAccountNeedsNoReview() {
        Running running = startFrozen();
        violateWith(Item.syscall(Abi.X86_64, Stage.SERVE, SampleBaseline.number("exit_group")));
        violate(1);
        await().untilAsserted(() -> assertThat(sink.arrived()).hasSize(1));
        assertThat(answer(running.service().pending("web")).items()).extracting(PendingDocument.Item::what).containsExactly("unshare");
        String listing = answer(running.service().pending("web")).listing();
        assertThat(answer(running.service().approve("web", Selection.allOf(listing), OPERATOR, "")).pending()).isZero();
        assertThat(answer(running.service().pending("web")).items()).isEmpty();
    }

    @Test
    void onlyWhatWaitsCanBeAcceptedAndOnlyOfAFrozenWorkload() {
        learnFirst();
        Running running = start();
        assertFault(FaultException.Kind.CONFLICT, "is not frozen", () -> answer(running.service().pending("web")));
        assertFault(FaultException.Kind.CONFLICT, "is not frozen", () -> answer(running.service().approve("web", Selection.allOf("0123456789"), OPERATOR, "")));
        answer(running.service().freeze("web", OPERATOR, true));
        violate(1);
        await().untilAsserted(() -> assertThat(sink.arrived()).hasSize(1));
        assertFault(FaultException.Kind.NOT_FOUND, "\"mount\": `winnow pending` lists",
                () -> answer(running.service().approve("web", Selection.of(List.of("unshare", "mount")), OPERATOR, "")));
        assertThat(answer(running.service().pending("web")).items()).as("all or nothing").hasSize(1);
        String listing = answer(running.service().pending("web")).listing();
        violateWith(Item.syscall(Abi.X86_64, Stage.SERVE, SampleBaseline.number("mount")));
        await().untilAsserted(() -> assertThat(sink.arrived()).hasSize(2));
        assertFault(FaultException.Kind.CONFLICT, "`winnow pending` shows what waits now", () -> answer(running.service().approve("web", Selection.allOf(listing), OPERATOR, "")));
        assertThat(answer(running.service().pending("web")).items()).as("what was not shown is not accepted").hasSize(2);
    }

    @Test
    void theVersionsOfAWorkloadAreShownWithTheirDifferenceAndANewOneGoesOnUnderTheOldBaseline() {
        queue.session();
        queue.json(DocumentType.CONTAINER, container(FIRST, "c0ffeec0ffeec0ffee", "sha256:old", 0));
        queue.snapshot(snapshot(FIRST, true, "openat", "read"));
        Running running = start();
        assertThat(answer(running.service().workload("web")).versions()).as("there is one only").isEmpty();
        answer(running.service().freeze("web@sha256:old", OPERATOR, true));
        record(() -> queue.json(DocumentType.CONTAINER, container(SECOND, "second", "sha256:new", 0)));
        record(() -> queue.batch(RecordEncoder.observation(SECOND, 300, CGROUP, UNSHARE, 1, ItemFlags.FIRST)));
        await().untilAsserted(() -> assertThat(answer(running.service().workload("web@sha256:new")).summary().syscalls()).isEqualTo(1));

        WorkloadDetail newest = answer(running.service().workload("web"));
        assertThat(newest.summary().id()).as("to look at, the name means the newest").isEqualTo("web@sha256:new");
        assertThat(newest.versions()).extracting(VersionDocument::digest, VersionDocument::state, VersionDocument::containers, VersionDocument::added, VersionDocument::gone)
                .containsExactly(tuple("sha256:old", "frozen", 1, null, null),
                        tuple("sha256:new", "learning", 1, List.of("unshare"), List.of("read", "openat")));
        assertFault(FaultException.Kind.CONFLICT, "may be any of", () -> answer(running.service().freeze("web", OPERATOR, true)));
        assertThat(sink.arrived()).as("it learned").isEmpty();

        assertFault(FaultException.Kind.CONFLICT, "is not frozen", () -> answer(running.service().freezeFrom("web@sha256:new", "web@sha256:new", OPERATOR)));
        WorkloadSummary started = answer(running.service().freezeFrom("web@sha256:new", "web@sha256:old", OPERATOR));
        assertThat(started.state()).isEqualTo("frozen");
        assertThat(started.pending()).as("what it had learned waits").isEqualTo(1);
        await().untilAsserted(() -> assertThat(lastPolicy().mode()).isEqualTo(PolicyDocument.Mode.WATCH));
        record(() -> queue.batch(RecordEncoder.observation(SECOND, 301, CGROUP, Item.syscall(Abi.X86_64, Stage.SERVE, SampleBaseline.number("bpf")), 1, ItemFlags.FIRST)));
        await().untilAsserted(() -> assertThat(sink.arrived()).hasSize(1));
        assertFault(FaultException.Kind.CONFLICT, "is frozen: `winnow thaw`",
                () -> answer(running.service().freezeFrom("web@sha256:new", "web@sha256:old", OPERATOR)));
    }

    @Test
    void aVersionThatStartsFrozenIsWatchedFromItsFirstEvent() {
        queue.session();
        queue.json(DocumentType.CONTAINER, container(FIRST, "c0ffeec0ffeec0ffee", "sha256:old", 0));
        queue.snapshot(snapshot(FIRST, true, "openat", "read"));
        Running running = start(new Learner(new BaselineStore(directory), LearningRules.DEFAULT.withStartFrozen(true), () -> LATER), Duration.ZERO);
        answer(running.service().freeze("web", OPERATOR, true));
        record(() -> queue.json(DocumentType.CONTAINER, container(SECOND, "second", "sha256:new", 0)));
        record(() -> queue.batch(RecordEncoder.observation(SECOND, 300, CGROUP, UNSHARE, 1, ItemFlags.FIRST)));
        await().untilAsserted(() -> assertThat(sink.arrived()).hasSize(1));
        await().untilAsserted(() -> assertThat(policies.sent()).filteredOn(policy -> policy.container().equals("second"))
                .extracting(PolicyDocument::mode).containsExactly(PolicyDocument.Mode.WATCH));
        assertThat(answer(running.service().workload("web")).versions().get(1).startedFrom()).isEqualTo("web@sha256:old");
        assertThat(answer(running.service().workload("web")).versions().get(1).gone()).as("not known").isNull();
    }

    @Test
    void aThawedWorkloadLearnsUnwatchedUntilItIsFrozenAnew() {
        Running running = startFrozen();
        violate(1);
        await().untilAsserted(() -> assertThat(sink.arrived()).hasSize(1));
        assertThat(answer(running.service().thaw("web", OPERATOR)).state()).isEqualTo("learning");
        await().untilAsserted(() -> assertThat(lastPolicy()).isEqualTo(PolicyDocument.learn("c0ffeec0ffeec0ffee")));

        violateWith(Item.syscall(Abi.X86_64, Stage.SERVE, SampleBaseline.number("bpf")));
        await().untilAsserted(() -> assertThat(answer(running.service().workload("web")).syscalls().get("serve/x86_64")).contains("bpf", "unshare"));
        assertThat(sink.arrived()).hasSize(1);

        answer(running.service().freeze("web", OPERATOR, true));
        await().untilAsserted(() -> assertThat(lastPolicy().allowed()).isNotEmpty());
        assertThat(serving(lastPolicy()).numbers()).contains(UNSHARE.nr());
        answer(running.service().thaw("web", OPERATOR));
        assertThat(answer(running.service().thaw("web", OPERATOR)).state()).as("twice is once").isEqualTo("learning");
    }

    /** Its id may be the same: the collector still has the policy of the one before. */
    @Test
    void aContainerThatComesAfterItsWorkloadWasThawedIsSetToLearn() {
        Running running = startFrozen();
        await().untilAsserted(() -> assertThat(lastPolicy().mode()).isEqualTo(PolicyDocument.Mode.WATCH));
        answer(running.service().thaw("web", OPERATOR));
        record(() -> queue.json(DocumentType.CONTAINER, container(SECOND, "second", 0)));
        await().untilAsserted(() -> assertThat(policies.sent()).contains(PolicyDocument.learn("second")));
    }

    @Test
    void theCheckpointWaitsForConfirmationsAndNothingElseDoes() {
        Running running = startFrozen();
        await().untilAsserted(() -> assertThat(policies.acknowledged()).isEqualTo(queue.size() - 1));
        long before = policies.acknowledged();
        sink.confirming(false);

        violate(1);
        record(() -> queue.json(DocumentType.CONTAINER, container(SECOND, "second", 0)));
        await().untilAsserted(() -> assertThat(answer(running.service().workloads()).get(0).containers()).isEqualTo(2));
        assertThat(policies.acknowledged()).isEqualTo(before);
        assertThat(running.publisher().pending()).as("the violation and its finding").isEqualTo(2);

        sink.confirming(true);
        sink.failTaken();
        await().untilAsserted(() -> assertThat(policies.acknowledged()).isEqualTo(queue.size() - 1));
    }

    @Test
    void aRestartReportsUnconfirmedViolationsAgainUnderTheSameIdAndConfirmedOnesNot() {
        startFrozen();
        violate(1);
        await().untilAsserted(() -> assertThat(policies.acknowledged()).isEqualTo(queue.size() - 1));
        sink.confirming(false);
        violateWith(Item.syscall(Abi.X86_64, Stage.SERVE, SampleBaseline.number("bpf")));
        await().untilAsserted(() -> assertThat(sink.arrived()).hasSize(2));
        kill();

        sink.confirming(true);
        start();
        await().untilAsserted(() -> assertThat(policies.acknowledged()).isEqualTo(queue.size() - 1));
        assertThat(sink.arrived()).hasSize(3);
        assertThat(sink.arrived().get(2)).isEqualTo(sink.arrived().get(1)).isNotEqualTo(sink.arrived().get(0));
    }

    @Test
    void readsNoFurtherThanTheOutboxHasCapacityAndLosesNothing() {
        Running running = startFrozen();
        sink.away(true);
        int count = 50;
        for (int nr = 400; nr < 400 + count; nr++) {
            violateWith(Item.syscall(Abi.X86_64, Stage.SERVE, nr));
        }
        await().untilAsserted(() -> assertThat(running.publisher().hasCapacity()).isFalse());
        StatusDocument stuck = answer(running.service().status());
        assertThat(stuck.documents()).isLessThan(queue.size());
        assertThat(stuck.lastError()).contains("away");
        assertThat(running.service().failing(Probe.READY)).isPresent();

        sink.away(false);
        await().untilAsserted(() -> assertThat(new HashSet<>(sink.arrived())).hasSize(count));
    }

    @Test
    void aSnapshotReportsWhatNoObservationReported() {
        startFrozen();
        String[] calls = {"openat", "read", "unshare"};
        record(() -> queue.snapshot(snapshot(FIRST, false, calls)));
        record(() -> queue.snapshot(snapshot(FIRST, false, calls).putLong(SnapshotFlyweight.TIME_OFFSET, 60)));
        await().untilAsserted(() -> assertThat(sink.arrived()).hasSize(1));
        violate(1);
        record(() -> queue.json(DocumentType.CONTAINER, container(SECOND, "second", 0)));
        await().untilAsserted(() -> assertThat(policies.acknowledged()).isEqualTo(queue.size() - 1));
        assertThat(sink.arrived()).hasSize(1);
    }

    @Test
    void aSourceThatFailsEndsItAndRefusesQuestions() {
        Running running = start();
        running.events().breakDown();
        await().until(() -> running.analyzer().ended().isCompletedExceptionally());
        assertThat(running.events().closed()).isTrue();
        assertThatThrownBy(() -> answer(running.service().workloads())).hasMessageContaining("has ended");
        assertThat(running.service().failing(Probe.READY)).hasValueSatisfying(reason -> assertThat(reason).contains("has ended"));
    }

    @Test
    void isReadyAsLongAsACollectorWrites() {
        Running running = start();
        await().untilAsserted(() -> assertThat(running.service().failing(Probe.READY))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("no collector has ").contains("start it")));
        await().untilAsserted(() -> {
            record(() -> queue.json(DocumentType.LOSS, new LossReport(1, 0, 0, 0, 0, null, null, null), System.currentTimeMillis() * 1_000_000));
            assertThat(running.service().failing(Probe.READY)).isEmpty();
        });
        await().untilAsserted(() -> assertThat(running.service().failing(Probe.READY))
                .hasValueSatisfying(reason -> assertThat(reason).matches("no collector has written for \\d+ s to .*")));
    }

    @Test
    void onlyAnOperatorDecides() {
        learnFirst();
        AnalyzerService service = start().service();
        Principal viewer = new Principal("token ops", Role.VIEWER);
        String id = answer(service.workloads()).get(0).shortId();
        List<Supplier<CompletableFuture<?>>> decisions = List.of(
                () -> service.freeze("web", viewer, true), () -> service.thaw("web", viewer), () -> service.approve("web", Selection.of(List.of("read")), viewer, ""),
                () -> service.reject("web", Selection.allOf("0"), viewer, ""), () -> service.profiling().start("web", Duration.ofSeconds(1), viewer),
                () -> service.profiling().stop("web", viewer), () -> service.forget("web", id, true, viewer));
        assertThat(decisions).allSatisfy(decision -> assertFault(FaultException.Kind.FORBIDDEN, "token ops", () -> answer(decision.get())));
        assertThat(answer(service.workload("web")).summary().state()).isEqualTo("learning");
        assertThat(answer(service.freeze("web", OPERATOR, true)).state()).isEqualTo("frozen");
        assertThat(answer(service.workload("web")).decisions()).last().asString().contains(" by uid 0");
    }

    @Test
    void eachMetricThatIsDeclaredIsRead() {
        learnFirst();
        record(() -> queue.json(DocumentType.LOSS, new LossReport(1, 0, 0, 0, 0, null, null, new LossReport.Fill(512, 4096, 2, 64, 3, 128))));
        AnalyzerService service = start().service();
        ProfilingRequest profiled = new ProfilingRequest("c0ffeec0ffeec0ffee", "uid 0", 1, LATER, "");
        SyscallUse read = new SyscallUse(Abi.X86_64, 0, 5, 0, Map.of(), 500, List.of());
        record(() -> queue.json(DocumentType.PROFILE, new CallProfile(profiled, FIRST, false, 0, List.of(read))));
        await().untilAsserted(() -> {
            Readings readings = answer(service.metrics());
            EnumSet<Metric> ofHosts = EnumSet.complementOf(EnumSet.of(Metric.REFUSED_REPORTS)); // a hub counts those
            assertThat(ofHosts).allSatisfy(metric -> assertThat(readings.samples(metric)).as(metric.metricName()).isNotEmpty());
            assertThat(readings.samples(Metric.MAP_ENTRIES)).containsExactly(Sample.of(2, "slots"), Sample.of(3, "items"));
            assertThat(readings.samples(Metric.MAP_CAPACITY)).containsExactly(Sample.of(64, "slots"), Sample.of(128, "items"));
            assertThat(readings.count(Metric.RING_WAITING)).isEqualTo(512);
        });
    }

    @Test
    void violationsAreCountedByKindAndTheirLatencyIsMeasured() {
        Running running = startFrozen();
        violate(1);
        await().untilAsserted(() -> assertThat(answer(running.service().metrics()).samples(Metric.ALERT_LATENCY).get(0).value()).isEqualTo(1));
        Readings readings = answer(running.service().metrics());
        assertThat(readings.samples(Metric.VIOLATIONS)).hasSize(ViolationKind.values().length).contains(Sample.of(1, "syscall"), Sample.of(0, "loss"));
        assertThat(readings.count(Metric.PENDING_WORKLOADS)).isEqualTo(1);
    }

    @Test
    void aViolationIsAFindingThatOutlivesARestartWithItsDecisions() {
        Running running = startFrozen();
        violate(1);
        await().untilAsserted(() -> assertThat(sink.findings()).hasSize(1));
        FindingDocument finding = answer(running.service().findings().list(FindingQuery.ALL)).get(0);
        assertThat(sink.findings().get(0).id()).isEqualTo(finding.id() + "-1");
        assertThat(answer(running.service().workloads())).extracting(WorkloadSummary::findings).containsExactly(Map.of(finding.severity(), 1));
        assertThat(answer(running.service().workload("web")).summary().findings()).isEqualTo(Map.of(finding.severity(), 1));
        assertThat(answer(running.service().findings().acknowledge(finding.id(), OPERATOR, "look")).state()).isEqualTo("acknowledged");
        assertFault(FaultException.Kind.FORBIDDEN, "", () -> answer(running.service().findings().acknowledge(finding.id(), Principal.ANONYMOUS, "")));
        running.close();
        Running again = start();
        FindingDocument after = answer(again.service().findings().finding(finding.id().substring(0, 6)));
        assertThat(after.id()).isEqualTo(finding.id());
        assertThat(after.state()).isEqualTo("acknowledged");
        assertThat(after.decisions()).extracting(FindingDocument.Decision::reason).containsExactly("look");
        assertThat(after.count()).isEqualTo(new FindingDocument.Count(1, 1, 0, 1));
    }

    @Test
    void anAcceptedFindingIsInTheBaseline() {
        Running running = startFrozen();
        violate(1);
        await().untilAsserted(() -> assertThat(sink.findings()).hasSize(1));
        FindingApi findings = running.service().findings();
        String id = answer(findings.list(FindingQuery.ALL)).get(0).id();
        assertFault(FaultException.Kind.INVALID, "--reason", () -> answer(findings.accept(id, OPERATOR, " ")));
        assertFault(FaultException.Kind.FORBIDDEN, "", () -> answer(findings.accept(id, Principal.ANONYMOUS, "why")));
        assertFault(FaultException.Kind.NOT_FOUND, "f-none", () -> answer(findings.accept("f-none", OPERATOR, "why")));
        assertThat(answer(findings.accept(id, OPERATOR, "a new release")).state()).isEqualTo("accepted");
        assertThat(answer(running.service().pending("web")).items()).isEmpty();
        assertThat(answer(running.service().workload("web")).decisions().toString()).contains("a new release").contains(id);
        assertThat(answer(findings.list(new FindingQuery(Optional.empty(), Severity.INFO, Set.of(FindingState.OPEN), "")))).isEmpty();
    }

    @Test
    void endsInGoodOrderWithAllThatWasRead() {
        learnFirst();
        Running running = start();
        running.close();
        assertThat(running.analyzer().ended()).isCompleted();
        assertThat(running.events().closed()).isTrue();
        assertThat(new Learner(new BaselineStore(directory), LearningRules.DEFAULT, () -> 0).start().index()).isEqualTo(queue.size() - 1);
    }

    private PolicyDocument lastPolicy() {
        List<PolicyDocument> sent = policies.sent();
        return sent.get(sent.size() - 1);
    }

    private static PolicyDocument.AllowedCalls serving(PolicyDocument policy) {
        return policy.allowed().stream()
                .filter(allowedCalls -> allowedCalls.stage() == Stage.SERVE && allowedCalls.abi() == Abi.X86_64).findFirst().orElseThrow();
    }

    private static void assertFault(FaultException.Kind kind, String part, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(FaultException.class, e -> assertThat(e.kind()).isEqualTo(kind)).hasMessageContaining(part);
    }

    private void learnFirst() {
        queue.session();
        queue.json(DocumentType.CONTAINER, container(FIRST, "c0ffeec0ffeec0ffee", 0));
        queue.snapshot(snapshot(FIRST, true, "openat", "read"));
    }

    private Running startFrozen() {
        learnFirst();
        Running running = start();
        answer(running.service().freeze("web", OPERATOR, true));
        return running;
    }

    private void violate(long count) {
        record(() -> queue.batch(RecordEncoder.observation(FIRST, 100 + count, CGROUP, UNSHARE, count, ItemFlags.FIRST)));
    }

    private void violateWith(Item item) {
        record(() -> queue.batch(RecordEncoder.observation(FIRST, 200 + item.nr(), CGROUP, item, 1, ItemFlags.FIRST)));
    }

    private void record(Runnable document) {
        synchronized (queue) {
            document.run();
        }
    }

    private Running start() {
        return start(Duration.ZERO, System::nanoTime);
    }

    private Running start(Duration forgetAfter, LongSupplier clock) {
        return start(new Learner(new BaselineStore(directory), LearningRules.DEFAULT, clock), forgetAfter);
    }

    private Running start(Learner learner, Duration forgetAfter) {
        Publisher publisher = new Publisher(sink, 10, Duration.ofMillis(5), Duration.ofSeconds(1));
        FakeEvents events = new FakeEvents(queue, learner.start());
        ViolationFeed feed = new ViolationFeed(100);
        Suggestions suggestions = new Suggestions(new Advisor(), AdviceOptions.DEFAULT);
        Analyzer analyzer = new Analyzer(events, policies, learner, directory.resolve("violations.json"), publisher, new ViolationEvents("test"), feed,
                suggestions, new AnalyzerSettings(Duration.ofMillis(20), Duration.ofSeconds(10), forgetAfter, 2, Duration.ZERO, Duration.ofSeconds(2), Optional.empty(),
                        RefusedCalls.IGNORED));
        Running running = new Running(analyzer, new AnalyzerService(analyzer, publisher, suggestions, "test"), publisher, events, feed);
        publisher.start();
        analyzer.start();
        started.add(running);
        analyzer.caughtUp().join();
        return running;
    }

    /** As kill -9 does: nothing more is written, nothing more confirmed. */
    private void kill() {
        Running running = started.remove(started.size() - 1);
        running.publisher().close();
        running.events().breakDown();
        await().until(() -> running.analyzer().ended().isDone());
    }

    private static <T> T answer(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ContainerMetadata container(SlotKey slot, String id, long ended) {
        return container(slot, id, "", ended);
    }

    private static ContainerMetadata container(SlotKey slot, String id, String digest, long ended) {
        return new ContainerMetadata(slot, CGROUP, "/" + id, id, ContainerKind.CONTAINER, new RuntimeIdentity("runc", "1.1.5"), "", "web", "", digest,
                List.of("/usr/sbin/nginx"), Map.of(), null, "node", 1, ended, false);
    }

    private static SnapshotEncoder snapshot(SlotKey slot, boolean closesWindow, String... calls) {
        SnapshotEncoder snapshot = new SnapshotEncoder(slot, CGROUP)
                .putInt(SnapshotFlyweight.FLAGS_OFFSET, closesWindow ? SnapshotFlags.WINDOW : 0)
                .putInt(SnapshotFlyweight.WINDOW_NUMBER_OFFSET, 1)
                .putLong(SnapshotFlyweight.TIME_OFFSET, 50)
                .putLong(SnapshotFlyweight.CREATED_OFFSET, 10)
                .putLong(SnapshotFlyweight.ENTRYPOINT_OFFSET, 20);
        for (String call : calls) {
            snapshot.seen(Stage.SERVE, Abi.X86_64, SampleBaseline.number(call));
        }
        for (RuntimeCallsKind kind : RuntimeCallsKind.values()) {
            int capset = SampleBaseline.number("capset");
            snapshot.putLong(SnapshotFlyweight.RUNTIME_CALLS_OFFSET + (kind.number() * Layout.WORDS + capset / Long.SIZE) * Long.BYTES, 1L << capset);
        }
        return snapshot;
    }
}
