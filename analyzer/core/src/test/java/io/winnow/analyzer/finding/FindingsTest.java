// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import static io.winnow.analyzer.finding.Doing.NOW;
import static io.winnow.analyzer.finding.Doing.SECOND;
import static io.winnow.analyzer.finding.Doing.again;
import static io.winnow.analyzer.finding.Doing.server;
import static io.winnow.analyzer.finding.Doing.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.winnow.analyzer.finding.FindingCause.Kind;
import io.winnow.analyzer.posture.Severity;
import io.winnow.analyzer.violation.Violation;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FindingsTest {

    private static final long NEW_USER_NAMESPACE = 0x10000000;
    private static final FindingContext CONTEXT = new FindingContext(1, false, Map.of());
    private static final FindingContext NEW_IMAGE = new FindingContext(1, true, Map.of());

    private Findings findings = new Findings(FindingRules.DEFAULT, List.of());

    @Test
    void aSessionIsOneFindingWhateverItDoes() {
        Doing shell = session(200);
        add(shell.start("/bin/sh"), shell.call("getuid"), shell.call("unshare", NEW_USER_NAMESPACE));
        Doing child = shell.child(201, "/usr/bin/id");
        add(child.start("/usr/bin/id"), child.call("getgroups"), child.child(202, "/bin/cat").call("sendfile"));
        assertThat(findings.list()).singleElement().satisfies(finding -> {
            assertThat(finding.cause().kind()).isEqualTo(Kind.SESSION);
            assertThat(finding.cause().process()).isEqualTo(200);
            assertThat(finding.total()).isEqualTo(6);
            assertThat(finding.severity()).isEqualTo(Severity.MEDIUM);
            assertThat(finding.title()).isEqualTo("A user namespace was made");
            assertThat(finding.behaviours()).containsExactly("user-namespace", "exec-session");
            assertThat(finding.processes()).extracting(FindingProcess::pid).containsExactly(50, 200, 201, 202);
            assertThat(finding.processes()).extracting(FindingProcess::member).containsExactly(false, true, true, true);
        });
    }

    @Test
    void aSessionIsKnownByWhoEnteredThoughAProcessDeepBelowIsSeenFirst() {
        Doing shell = session(200);
        add(shell.child(201, "/bin/env").child(202, "/bin/cat").call("sendfile"), shell.call("getuid"));
        assertThat(findings.list()).singleElement().satisfies(finding -> assertThat(finding.cause().process()).isEqualTo(200));
    }

    @Test
    void twoSessionsAreTwoFindings() {
        add(session(200).call("getuid"), session(300).call("geteuid"));
        assertThat(findings.list()).hasSize(2).extracting(Finding::id).doesNotHaveDuplicates();
    }

    @Test
    void thoseToBeLookedAtAreCountedBySeverityUntilTheyAreAccepted() {
        assertThat(findings.pending().of(new WorkloadId("web", ""))).isEmpty();
        add(session(200).call("unshare", NEW_USER_NAMESPACE), session(300).call("getuid"), session(400).call("geteuid"));
        WorkloadId workload = new WorkloadId(findings.list().get(0).subject().workload(), "");
        assertThat(findings.pending().of(workload)).containsExactly(Map.entry(Severity.MEDIUM, 1), Map.entry(Severity.LOW, 2));
        assertThat(findings.pending().of(new WorkloadId("another", ""))).isEmpty();
        findings.decide(findings.list().get(1).id(), FindingState.ACKNOWLEDGED, "ann", "", NOW);
        findings.decide(findings.list().get(2).id(), FindingState.ACCEPTED, "ann", "we debug", NOW);
        assertThat(findings.pending().of(workload)).containsExactly(Map.entry(Severity.MEDIUM, 1), Map.entry(Severity.LOW, 1));
    }

    @Test
    void aServerAndTheProgramsThatItStartsAreOneFinding() {
        Doing server = server(150);
        Doing shell = server.child(151, "/bin/sh");
        add(shell.start("/bin/sh"), shell.call("getuid"), server.child(152, "/usr/bin/curl").start("/usr/bin/curl"), server.call("socket", 17, 3));
        assertThat(findings.list()).singleElement().satisfies(finding -> {
            assertThat(finding.cause().kind()).isEqualTo(Kind.TREE);
            assertThat(finding.cause().process()).as("who starts programs").isEqualTo(150);
            assertThat(finding.severity()).isEqualTo(Severity.HIGH);
            assertThat(finding.behaviours()).containsExactly("af-packet", "raw-socket", "program-while-serving");
        });
    }

    @Test
    void whatAServerDoesLongAfterIsANewFinding() {
        add(server(150).call("setns", 3), server(150).after(3600).call("mount"));
        assertThat(findings.list()).extracting(Finding::severity).containsExactly(Severity.HIGH, Severity.HIGH);
        assertThat(findings.list()).extracting(Finding::id).doesNotHaveDuplicates();
    }

    @Test
    void aCombinationInOneTreeRaisesTheRankAndIsSentAtOnce() {
        Doing shell = session(200);
        assertThat(add(shell.call("setns", 3, 0x20000))).singleElement().satisfies(first -> assertThat(first.severity()).isEqualTo(Severity.HIGH));
        assertThat(add(shell.call("getuid"))).as("held back").isEmpty();
        assertThat(add(shell.child(201, "/bin/mount").call("mount"))).singleElement().satisfies(update -> {
            assertThat(update.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(update.behaviours()).startsWith("enter-and-mount", "setns", "mount");
            assertThat(update.title()).isEqualTo("A namespace was entered and a file system mounted");
            assertThat(update.heldBack()).as("since the update before").isEqualTo(2);
        });
    }

    @Test
    void partsOfACombinationInTwoSessionsAreNone() {
        add(session(200).call("setns", 3, 0x20000), session(300).call("mount"));
        assertThat(findings.list()).extracting(Finding::severity).containsExactly(Severity.HIGH, Severity.HIGH);
    }

    @Test
    void theFirstLeavesAtOnceAndWhatIsHeldBackIsCountedByTheNextUpdate() {
        Doing shell = session(200);
        List<Finding> first = add(shell.call("getuid"));
        assertThat(first).singleElement().satisfies(finding -> assertThat(finding.heldBack()).isEqualTo(1));
        assertThat(add(shell.call("geteuid"), shell.call("getgid"), shell.call("getegid"))).isEmpty();
        assertThat(findings.due(NOW + SECOND)).as("too early").isEmpty();
        assertThat(findings.due(NOW + 2 * SECOND)).singleElement().satisfies(update -> {
            assertThat(update.id()).isEqualTo(first.get(0).id());
            assertThat(update.heldBack()).isEqualTo(3);
            assertThat(update.total()).isEqualTo(4);
            assertThat(update.sequence()).isGreaterThan(first.get(0).sequence());
        });
        assertThat(findings.due(NOW + 100 * SECOND)).as("nothing is new").isEmpty();
    }

    @Test
    void theFileOfAProgramFollowsItsStartAsAnUpdate() {
        FindingFile file = new FindingFile("/tmp/miner", "ab".repeat(32), 4096);
        Violation start = server(150).child(151, "/tmp/miner").start("/tmp/miner");
        add(start);
        long before = findings.list().get(0).sequence();
        assertThat(findings.identify("c0ffee", start.id(), file, NOW)).as("held back").isEmpty();
        assertThat(findings.due(NOW + 2 * SECOND)).singleElement().satisfies(update -> {
            assertThat(update.sequence()).isGreaterThan(before);
            assertThat(update.occurrences()).isEqualTo(1);
            assertThat(update.violations()).extracting(FindingViolation::file).containsExactly(file);
        });
        assertThat(findings.identify("c0ffee", start.id(), file, NOW + 9 * SECOND)).as("known").isEmpty();
        assertThat(findings.identify("c0ffee", "another", file, NOW + 9 * SECOND)).isEmpty();
        assertThat(findings.identify("another", start.id(), file, NOW + 9 * SECOND)).isEmpty();
        assertThat(findings.due(NOW + 99 * SECOND)).isEmpty();
    }

    @Test
    void whatTheProfileToleratesIsInformationUnlessASessionDoesIt() {
        add(tolerated(server(150).call("setns", 3)), tolerated(session(200).call("setns", 3)));
        assertThat(findings.list()).extracting(Finding::severity).containsExactly(Severity.INFO, Severity.LOW);
        assertThat(findings.list()).extracting(Finding::behaviours).containsExactly(List.of(), List.of("exec-session"));
        assertThat(findings.list()).flatExtracting(Finding::violations).extracting(FindingViolation::tolerated).containsExactly(true, true);
    }

    private static Violation tolerated(Violation of) {
        return new Violation(
                of.id(), of.kind(), of.summary(), of.time(), of.subject(), of.behaviour(), of.actor(), of.count(), of.repeated(), of.evidence(), true);
    }

    @Test
    void aViolationThatIsReadAgainChangesNothing() {
        Violation namespace = session(200).call("unshare", NEW_USER_NAMESPACE);
        add(namespace);
        Finding before = findings.list().get(0);
        assertThat(add(namespace)).isEmpty();
        assertThat(findings.list()).singleElement().satisfies(after -> assertThat(after.sequence()).isEqualTo(before.sequence()));
    }

    @Test
    void aRepetitionCountsInItsFindingThoughAnotherProcessDidItLongAfter() {
        Violation first = server(150).call("setns", 3);
        add(first, again(first, 5, 7200), again(first, 5, 7200));
        assertThat(findings.list()).singleElement().satisfies(finding -> {
            assertThat(finding.total()).isEqualTo(1);
            assertThat(finding.occurrences()).isEqualTo(5);
            assertThat(finding.violations()).singleElement().satisfies(kept -> assertThat(kept.count()).isEqualTo(5));
            assertThat(finding.last()).isEqualTo(NOW + 7200 * SECOND);
        });
    }

    @Test
    void whatDidNotChangeIsKeptAsTheSameObject() {
        Violation first = session(200).call("getuid");
        add(first, session(300).call("gettid"));
        List<KeptFinding> before = findings.state();
        findings.confirmed(findings.list().get(0).id(), 1);
        add(again(first, 2, 1));
        List<KeptFinding> after = findings.state();
        assertThat(after).hasSize(2).doesNotContain(before.get(0)).anySatisfy(kept -> assertThat(kept).isSameAs(before.get(1)));
    }

    @Test
    void whatOneProgramDoesAnewInAllReplicasIsOneFindingThatIsNoMoreThanInfo() {
        IntStream.range(0, 20).forEach(i -> add(server(150 + i).in("replica-" + i).call("statx"), server(150 + i).in("replica-" + i).call("dup3")));
        assertThat(findings.list()).singleElement().satisfies(finding -> {
            assertThat(finding.cause().kind()).isEqualTo(Kind.PROGRAM);
            assertThat(finding.severity()).isEqualTo(Severity.INFO);
            assertThat(finding.containers()).hasSize(20);
            assertThat(finding.title()).isEqualTo("It does what its baseline does not have: statx");
        });
        add(server(155).in("replica-5").call("setns", 3));
        assertThat(findings.list()).as("a replica that does worse").hasSize(2);
    }

    @Test
    void theServerThatDidSomethingHarmlessFirstHasOneFindingWhenItDoesWorse() {
        add(server(150).call("dup3"), server(150).call("setns", 3));
        assertThat(findings.list()).singleElement().satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.HIGH));
    }

    @Test
    void whatANewImageDoesIsOneFinding() {
        for (int i = 0; i < 3; i++) {
            findings.add(server(150 + i).in("new-" + i).stage(Stage.START).call("statx"), NEW_IMAGE, NOW);
            findings.add(server(160 + i).in("new-" + i).process(160 + i, "/usr/bin/other").call("dup3"), NEW_IMAGE, NOW);
        }
        assertThat(findings.list()).singleElement().satisfies(finding -> {
            assertThat(finding.cause().kind()).isEqualTo(Kind.IMAGE);
            assertThat(finding.total()).isEqualTo(6);
        });
    }

    @Test
    void whatOnlyASnapshotShowsBelongsToTheSessionThatIsAtWork() {
        add(session(200).call("getuid"), session(200).unseen().call("mount"), server(150).unseen().call("dup3"));
        assertThat(findings.list()).extracting(finding -> finding.cause().kind()).containsExactly(Kind.SESSION, Kind.UNATTRIBUTED);
        assertThat(findings.list().get(0).severity()).isEqualTo(Severity.HIGH);
    }

    @Test
    void blindnessIsAFindingOfItsOwn() {
        add(session(200).call("getuid"), server(150).lost());
        assertThat(findings.list()).last().satisfies(finding -> {
            assertThat(finding.cause().kind()).isEqualTo(Kind.LOSS);
            assertThat(finding.severity()).isEqualTo(Severity.MEDIUM);
            assertThat(finding.behaviours()).containsExactly("blindness");
        });
    }

    @Test
    void whatWasRefusedIsOneStepLessSevere() {
        add(session(200).refused("setns", 3, 0x20000), session(300).capability(Capability.CAP_SYS_MODULE, false));
        assertThat(findings.list()).extracting(Finding::severity).containsExactly(Severity.MEDIUM, Severity.HIGH);
        add(session(200).call("setns", 3, 0x20000));
        assertThat(findings.list()).last().satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.HIGH));
    }

    @Test
    void anAcknowledgedFindingOpensAgainIfItBecomesWorse() {
        String id = add(session(200).call("getuid")).get(0).id();
        assertThat(findings.decide(id, FindingState.ACKNOWLEDGED, "ann", "", NOW)).isPresent();
        add(session(200).call("geteuid"));
        assertThat(state(id)).isEqualTo(FindingState.ACKNOWLEDGED);
        add(session(200).call("mount"));
        assertThat(findings.find(id).orElseThrow().decisions()).extracting(FindingDecision::state, FindingDecision::by)
                .containsExactly(tuple(FindingState.ACKNOWLEDGED, "ann"),
                        tuple(FindingState.OPEN, FindingDecision.ITSELF));
    }

    @Test
    void anAcceptedFindingOpensAgainIfMoreComes() {
        String id = add(session(200).call("getuid")).get(0).id();
        findings.decide(id, FindingState.ACCEPTED, "ann", "we debug", NOW);
        add(session(200).call("geteuid"));
        assertThat(state(id)).isEqualTo(FindingState.OPEN);
        assertThat(findings.decide("f-0", FindingState.ACCEPTED, "ann", "", NOW)).isEmpty();
    }

    @Test
    void aFindingClosesWhenNothingMoreComesOfIt() {
        String id = add(session(200).call("getuid")).get(0).id();
        findings.close(NOW + Duration.ofHours(23).toNanos());
        assertThat(state(id)).isEqualTo(FindingState.OPEN);
        long late = NOW + Duration.ofHours(25).toNanos();
        findings.close(late);
        assertThat(findings.due(late)).singleElement().satisfies(update -> assertThat(update.state()).isEqualTo(FindingState.CLOSED));
    }

    @Test
    void idsStatesAndCountsOutliveARestart() {
        Doing shell = session(200);
        String id = add(shell.call("getuid"), shell.call("unshare", NEW_USER_NAMESPACE)).get(0).id();
        findings.decide(id, FindingState.ACKNOWLEDGED, "ann", "", NOW);
        Finding before = findings.find(id).orElseThrow();
        findings.confirmed(id, before.sequence());
        findings = new Findings(FindingRules.DEFAULT, findings.state());
        assertThat(findings.list()).containsExactly(before);
        assertThat(findings.due(NOW)).as("all has arrived").isEmpty();
        add(shell.call("getuid"), shell.child(201, "/bin/cat").call("sendfile"));
        assertThat(findings.list()).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo(id);
            assertThat(finding.total()).as("the first was counted before").isEqualTo(3);
        });
    }

    @Test
    void whatIsReadAgainAfterARestartCountsOnceThoughItWasOnlyCounted() {
        Doing shell = session(200);
        Violation[] many = SyscallTable.names(Abi.X86_64).stream().limit(OngoingFinding.MAX_VIOLATIONS + 50L).map(shell::call).toArray(Violation[]::new);
        add(many);
        Finding before = findings.list().get(0);
        findings = new Findings(FindingRules.DEFAULT, findings.state());
        add(many);
        assertThat(findings.list()).containsExactly(before).singleElement().satisfies(finding -> {
            assertThat(finding.total()).isEqualTo(many.length);
            assertThat(finding.occurrences()).isEqualTo(many.length);
        });
    }

    @Test
    void anUpdateThatHadNotArrivedIsSentAgainAfterARestart() {
        Finding sent = add(session(200).call("getuid")).get(0);
        findings = new Findings(FindingRules.DEFAULT, findings.state());
        assertThat(findings.due(NOW)).singleElement().satisfies(update -> {
            assertThat(update.id()).isEqualTo(sent.id());
            assertThat(update.sequence()).isEqualTo(sent.sequence());
        });
    }

    @Test
    void manyFindingsAreBoundedAndTheClosedOnesGoFirst() {
        findings = new Findings(new FindingRules(Duration.ofSeconds(2), Duration.ofMinutes(10), Duration.ofDays(1), 100_000), List.of());
        String open = add(session(1).in("open").call("getuid")).get(0).id();
        String closed = add(session(2).in("closed").call("getuid")).get(0).id();
        findings.decide(closed, FindingState.CLOSED, "ann", "", NOW);
        int containers = 2;
        while (findings.forgotten() == 0) {
            add(session(++containers).in("c" + containers).call("getuid"));
        }
        assertThat(containers).isBetween(10, 60);
        assertThat(findings.find(closed)).isEmpty();
        assertThat(findings.find(open)).isPresent();
        for (int i = 0; i < 500; i++) {
            add(session(++containers).in("c" + containers).call("getuid"));
        }
        assertThat(findings.list()).hasSizeLessThan(60);
        assertThat(findings.forgotten()).isGreaterThan(400);
    }

    @Test
    void oneContainerDoesNotPushOutTheFindingsOfOthers() {
        String other = add(session(1).in("other").call("getuid")).get(0).id();
        sessions("flood", SyscallTable.names(Abi.X86_64));
        assertThat(findings.list()).hasSize(1 + FindingIndex.MAX_OF_A_CONTAINER);
        assertThat(findings.find(other)).isPresent();
    }

    @Test
    void aContainerWhoseFindingsAreClosedBeginsNewOnes() {
        List<String> calls = List.copyOf(SyscallTable.names(Abi.X86_64));
        sessions("old", calls.subList(0, FindingIndex.MAX_OF_A_CONTAINER + 1));
        assertThat(findings.list()).as("the last joined the newest").hasSize(FindingIndex.MAX_OF_A_CONTAINER);
        findings.list().forEach(finding -> findings.decide(finding.id(), FindingState.CLOSED, "alice", "looked at", NOW));
        add(session(20_000).in("old").call(calls.get(FindingIndex.MAX_OF_A_CONTAINER + 1)));
        assertThat(findings.list()).hasSize(1 + FindingIndex.MAX_OF_A_CONTAINER);
    }

    /** In a session each: what is the same is a finding once. */
    private void sessions(String container, Collection<String> calls) {
        int process = 1_000;
        for (String call : calls) {
            add(session(process++).in(container).call(call));
        }
    }

    @Test
    void oneFindingIsBoundedAndCountsWhatItDoesNotKeep() {
        Doing shell = session(200);
        List<Violation> many = new ArrayList<>();
        SyscallTable.names(Abi.X86_64).stream().limit(300).forEach(name -> many.add(shell.call(name)));
        IntStream.range(0, 300).forEach(i -> many.add(shell.child(1_000 + i, "/bin/cat").start("/tmp/" + i + "x".repeat(5_000))));
        many.forEach(this::add);
        assertThat(findings.list()).singleElement().satisfies(finding -> {
            assertThat(finding.total()).isEqualTo(600);
            assertThat(finding.violations()).hasSize(OngoingFinding.MAX_VIOLATIONS);
            assertThat(finding.processes()).hasSize(ProcessTree.MAX);
            assertThat(finding.processes()).allSatisfy(process -> assertThat(Optional.ofNullable(process.executable()).orElse("")).hasSizeLessThanOrEqualTo(512));
        });
    }

    @Test
    void itsPodAndLabelsAreNamedWithinBounds() {
        Map<String, String> labels = new HashMap<>(Map.of("io.kubernetes.pod.namespace", "shop", "io.kubernetes.pod.name", "web-7f-x2", "team", "annotation",
                ContainerMetadata.POD_LABEL + "team", "blue", "x".repeat(300), "long"));
        IntStream.range(0, 100).forEach(i -> labels.put("z" + i, "y".repeat(1_000)));
        findings.add(session(200).call("getuid"), new FindingContext(1, false, labels), NOW);
        assertThat(findings.list()).singleElement().satisfies(finding -> {
            assertThat(finding.subject().namespace()).isEqualTo("shop");
            assertThat(finding.subject().pod()).isEqualTo("web-7f-x2");
            assertThat(finding.subject().labels()).hasSize(FindingSubject.MAX_LABELS).containsEntry("team", "blue").doesNotContainKey("io.kubernetes.pod.name");
            assertThat(finding.subject().labels().values()).allSatisfy(value -> assertThat(value).hasSizeLessThanOrEqualTo(FindingLimits.LONGEST));
        });
    }

    private FindingState state(String id) {
        return findings.find(id).orElseThrow().state();
    }

    private List<Finding> add(Violation... violations) {
        List<Finding> updates = new ArrayList<>();
        for (Violation violation : violations) {
            findings.add(violation, CONTEXT, NOW).ifPresent(updates::add);
        }
        return updates;
    }
}
