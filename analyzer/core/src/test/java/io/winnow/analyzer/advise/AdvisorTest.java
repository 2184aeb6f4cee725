// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import static io.winnow.analyzer.baseline.SampleBaseline.RUNC;
import static io.winnow.analyzer.baseline.SampleBaseline.number;
import static io.winnow.analyzer.baseline.SampleBaseline.runtimeCallSets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.GapReason;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.seccomp.Action;
import io.winnow.analyzer.seccomp.Architecture;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.analyzer.seccomp.DockerReleases;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.FilterFlag;
import io.winnow.analyzer.seccomp.InstalledLibseccomp;
import io.winnow.analyzer.seccomp.ProfileTemplate;
import io.winnow.analyzer.seccomp.ProfileWriter;
import io.winnow.analyzer.seccomp.Target;
import io.winnow.analyzer.seccomp.Verdict;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Denial;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AdvisorTest {

    private static final RuntimeCallSets OF_RUNC = runtimeCallSets(RUNC, RuntimeCallsKind.PRIVILEGED, "execve", "capset", "setuid", "close")
            .join(runtimeCallSets(RUNC, RuntimeCallsKind.NO_NEW_PRIVILEGES, "execve", "close"));
    private static final AdviceOptions EXACT = AdviceOptions.DEFAULT.withTolerance(Tolerance.EXACT);
    private static final RuntimeIdentity CRUN = new RuntimeIdentity("crun", "1.8.1");
    private static final long NEW_USER = 0x1000_0000L;
    private static final long THREAD = 0x3d0f00L;

    private final SampleBaseline sample = new SampleBaseline().under(RUNC);

    private Advice advise() {
        return advise(EXACT);
    }

    private Advice advise(AdviceOptions options) {
        return new Advisor().advise(sample.workload(), OF_RUNC, options);
    }

    private static Verdict verdict(Advice advice, String syscall, long... args) {
        return new Evaluator(advice.seccomp()).evaluate(Abi.X86_64, number(syscall), args);
    }

    private static List<Warning.Kind> kinds(Advice advice) {
        return advice.warnings().stream().map(Warning::kind).toList();
    }

    private static Set<String> names(Advice advice) {
        return new TreeSet<>(advice.syscalls().stream().map(SyscallAdvice::name).toList());
    }

    @Test
    void theProfileIsTheWorkloadItsRuntimeCallsAndWhatEveryProgramNeeds() {
        sample.calls(Stage.SETUP, "pivot_root").calls(Stage.START, "read").calls(Stage.SERVE, "accept4").calls(Stage.EXEC, "getdents64");
        Advice advice = advise();
        assertThat(names(advice)).containsExactly(
                "accept4", "capset", "clock_getres", "clock_gettime", "close", "execve", "exit", "exit_group", "getcpu", "getrandom", "gettimeofday",
                "read", "restart_syscall", "rt_sigreturn", "setuid", "time");
        assertThat(new Evaluator(advice.seccomp()).allowedSyscalls(Abi.X86_64)).isEqualTo(names(advice));
        assertThat(advice.seccomp().defaultAction()).isEqualTo(Action.ERRNO);
        assertThat(advice.seccomp().defaultErrno()).hasValue(1);
        assertThat(advice.seccomp().architectures()).containsExactly(Architecture.X86_64);
        assertThat(verdict(advice, "mount").errno()).isEqualTo(1);
    }

    @Test
    void everyLineSaysWhy() {
        sample.calls(Stage.SERVE, "read", "close");
        for (SyscallAdvice call : advise().syscalls()) {
            assertThat(call.reasons()).as(call.name()).isNotEmpty();
        }
        SyscallAdvice close = advise().syscalls().stream().filter(call -> call.name().equals("close")).findFirst().orElseThrow();
        assertThat(close.reasons()).extracting(Reason::text).containsExactly(
                "serve, first 2023-11-14T22:13:20Z, last 2023-11-14T22:14:20Z, by /usr/sbin/nginx (process 7) in c0ffee",
                "calls of the runtime runc 1.1.5 without no_new_privs",
                "calls of the runtime runc 1.1.5 with no_new_privs");
    }

    @Test
    void whatTheVdsoMayHaveToAskTheKernelForIsAllowedThroughEveryAbiInUse() {
        sample.calls(Stage.SERVE, "read");
        assertThat(names(advise())).contains("clock_gettime", "getrandom").doesNotContain("clock_gettime64");
        sample.item(Item.syscall(Abi.I386, Stage.SERVE, 3));
        assertThat(names(advise())).contains("clock_gettime", "clock_gettime64", "clock_getres_time64");
        SyscallAdvice time = advise().syscalls().stream().filter(call -> call.name().equals("time")).findFirst().orElseThrow();
        assertThat(time.reasons()).extracting(Reason::text).containsExactly("the vDSO makes this call if it cannot answer itself, as on a host with another clock source");
    }

    @Test
    void aWorkloadThatCallsNumbersBeyondTheTablesIsAnsweredWithNotImplemented() {
        sample.calls(Stage.SERVE, "read").item(Item.syscall(Abi.I386, Stage.SERVE, Layout.SYSCALLS));
        Evaluator evaluator = new Evaluator(advise().seccomp());
        assertThat(evaluator.evaluate(Abi.I386, 1000).errno()).isEqualTo(38);
        assertThat(evaluator.evaluate(Abi.X86_64, 1000).errno()).isEqualTo(38);
        assertThat(advise().warnings()).filteredOn(warning -> warning.kind() == Warning.Kind.UNNAMED_SYSCALL).singleElement()
                .satisfies(warning -> assertThat(warning.text()).startsWith("numbers beyond the kernel's tables were called through i386"));
    }

    @Test
    void aProgramWithThreadsIsAllowedWhatThreadsDoByChance() {
        sample.calls(Stage.SERVE, "clone").argument("clone", 0, THREAD);
        assertThat(names(advise())).containsAll(Threads.CALLS);
        assertThat(names(advise(EXACT.withAlwaysBlock(Set.of("tgkill"))))).contains("futex").doesNotContain("tgkill");
    }

    @Test
    void aProgramThatOnlyForksIsNotAllowedWhatThreadsDo() {
        long fork = 0x1200011;
        sample.calls(Stage.SERVE, "clone").argument("clone", 0, fork).calls(Stage.EXEC, "clone3");
        assertThat(names(advise())).doesNotContainAnyElementsOf(Threads.CALLS);
        assertThat(names(advise(EXACT.withExecSessions(true)))).containsAll(Threads.CALLS);
    }

    @Test
    void aProgramWhoseFlagsOfCloneAreNotKnownMayHaveThreads() {
        sample.calls(Stage.SERVE, "clone3");
        assertThat(names(advise())).containsAll(Threads.CALLS);
    }

    @Test
    void withoutARuntimeCallsThereIsNoProfileUnlessItIsWanted() {
        sample.calls(Stage.SERVE, "read");
        assertThatThrownBy(() -> new Advisor().advise(sample.workload(), RuntimeCallSets.EMPTY, EXACT))
                .isInstanceOf(NoRuntimeCallsException.class)
                .hasMessageContainingAll("web", "runc 1.1.5", "watched");
        Advice advice = new Advisor().advise(sample.workload(), RuntimeCallSets.EMPTY, EXACT.withoutRuntimeCalls(true));
        assertThat(kinds(advice)).contains(Warning.Kind.NO_RUNTIME_CALLS);
        assertThat(names(advice)).contains("read").doesNotContain("execve");
    }

    @Test
    void aMissingKindOfRuntimeCallsIsWarnedOf() {
        Advice advice = new Advisor().advise(
                sample.calls(Stage.SERVE, "read").workload(), runtimeCallSets(RUNC, RuntimeCallsKind.PRIVILEGED, "execve"), EXACT);
        assertThat(advice.warnings()).filteredOn(warning -> warning.kind() == Warning.Kind.NO_RUNTIME_CALLS)
                .extracting(Warning::subject)
                .containsExactly("runc 1.1.5 with no_new_privs");
    }

    @Test
    void otherRuntimesCanBeNamed() {
        RuntimeCallSets known = OF_RUNC.join(runtimeCallSets(CRUN, RuntimeCallsKind.PRIVILEGED, "execve", "setresuid"))
                .join(runtimeCallSets(CRUN, RuntimeCallsKind.NO_NEW_PRIVILEGES, "execve"));
        Workload workload = sample.calls(Stage.SERVE, "read").workload();
        Advisor advisor = new Advisor();
        assertThat(names(advisor.advise(workload, known, EXACT.withRuntimes(Set.of("crun")))))
                .contains("setresuid").doesNotContain("capset");
        assertThat(names(advisor.advise(workload, known, EXACT.withRuntimes(Set.of("crun 1.8.1", "runc")))))
                .contains("setresuid", "capset");
        assertThatThrownBy(() -> advisor.advise(workload, known, EXACT.withRuntimes(Set.of("youki"))))
                .isInstanceOf(NoRuntimeCallsException.class)
                .hasMessageContaining("youki");
    }

    @Test
    void ofEachRuntimeThatIsNamedARuntimeCallsIsKnown() {
        Workload workload = sample.calls(Stage.SERVE, "read").workload();
        assertThatThrownBy(() -> new Advisor().advise(workload, OF_RUNC, EXACT.withRuntimes(Set.of("runc", "crun"))))
                .isInstanceOf(NoRuntimeCallsException.class)
                .hasMessageContainingAll("crun", "--runtime")
                .hasMessageNotContaining("runc,");
    }

    @Test
    void execSessionsAreIncludedOnlyWhereTheyAreWanted() {
        sample.calls(Stage.SERVE, "read").calls(Stage.EXEC, "read", "getdents64");
        Advice without = advise();
        assertThat(without.warnings()).filteredOn(warning -> warning.kind() == Warning.Kind.EXEC_SESSIONS)
                .singleElement().satisfies(warning -> assertThat(warning.text()).contains("allow: getdents64;"));
        Advice with = advise(EXACT.withExecSessions(true));
        assertThat(names(with)).contains("getdents64");
        assertThat(kinds(with)).doesNotContain(Warning.Kind.EXEC_SESSIONS);
    }

    @Test
    void clone3IsAnsweredWithNotImplementedWhereItWasNotUsed() {
        sample.calls(Stage.SERVE, "read", "clone");
        assertThat(verdict(advise(), "clone3").errno()).isEqualTo(38);
        assertThat(names(advise())).doesNotContain("clone3");
    }

    @Test
    void clone3IsAllowedWithAWarningIfItWasUsed() {
        sample.calls(Stage.SERVE, "clone3");
        assertThat(verdict(advise(), "clone3").allows()).isTrue();
        assertThat(advise().warnings()).anySatisfy(warning -> assertThat(warning.subject()).isEqualTo("clone3"));
    }

    @Test
    void whereClone3IsNotImplementedTheLibraryFindsClone() {
        sample.calls(Stage.SERVE, "clone3");
        Advice advice = advise(EXACT.withClone3(AdviceOptions.Clone3.NOT_IMPLEMENTED));
        assertThat(verdict(advice, "clone3").errno()).isEqualTo(38);
        assertThat(verdict(advice, "clone", THREAD).allows()).isTrue();
        assertThat(verdict(advice, "clone", NEW_USER).allows()).isFalse();
        assertThat(verdict(advise(EXACT.withAlwaysBlock(Set.of("clone3"))), "clone3").errno()).isEqualTo(38);
        assertThat(verdict(advise(EXACT.withAlwaysBlock(Set.of("clone3"))), "clone", THREAD).allows()).isTrue();
    }

    @Test
    void aRuntimeCallSetsClone3AloneIsAnsweredWithNotImplementedToo() {
        RuntimeCallSets known = OF_RUNC.join(runtimeCallSets(RUNC, RuntimeCallsKind.PRIVILEGED, "clone3"));
        Advice advice = new Advisor().advise(sample.calls(Stage.SERVE, "read").workload(), known, EXACT);
        assertThat(verdict(advice, "clone3").errno()).isEqualTo(38);
        assertThat(verdict(advice, "clone", THREAD).allows()).isTrue();
    }

    @Test
    void familiesThatWereNotSeenFallOutside() {
        sample.calls(Stage.SERVE, "socket").argument("socket", 0, 2, 10, 1);
        Advice advice = advise();
        assertThat(verdict(advice, "socket", 2).allows()).isTrue();
        assertThat(verdict(advice, "socket", 10).allows()).isTrue();
        assertThat(verdict(advice, "socket", 38).allows()).as("AF_ALG").isFalse();
        assertThat(verdict(advice, "socket", 0xdead_0000_0002L).allows()).as("the kernel reads 32 bits").isTrue();
        assertThat(new Evaluator(advice.seccomp()).uncertainCalls()).isEmpty();
    }

    @Test
    void argumentsAreFreeWhereTheyAreManyOpenOrNotAllKnown() {
        sample.calls(Stage.SERVE, "socket").argument("socket", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(verdict(advise(), "socket", 38).allows()).as("more values than the limit").isTrue();
        assertThat(verdict(advise(EXACT.withMostArgumentValues(9)), "socket", 38).allows()).isFalse();
        sample.openSet("socket", 0);
        assertThat(verdict(advise(EXACT.withMostArgumentValues(99)), "socket", 38).allows()).as("an open set").isTrue();
    }

    @Test
    void argumentsAreFreeWhereTheKernelCouldNotKeepThemAll() {
        sample.calls(Stage.SERVE, "socket").argument("socket", 0, 2).shortOf(GapReason.ITEMS_FULL);
        assertThat(verdict(advise(), "socket", 38).allows()).isTrue();
    }

    @Test
    void whatTheRuntimeOrTheOperatorNeedsIsNotRestricted() {
        sample.calls(Stage.SERVE, "socket").argument("socket", 0, 2);
        RuntimeCallSets known = OF_RUNC.join(runtimeCallSets(RUNC, RuntimeCallsKind.PRIVILEGED, "socket"));
        assertThat(verdict(new Advisor().advise(sample.workload(), known, EXACT), "socket", 1).allows()).isTrue();
        assertThat(verdict(advise(EXACT.withAlwaysAllow(Set.of("socket"))), "socket", 1).allows()).isTrue();
        assertThat(verdict(advise(EXACT.withMostArgumentValues(0)), "socket", 1).allows()).isTrue();
    }

    @Test
    void cloneKeepsToTheNamespacesThatWereMade() {
        sample.calls(Stage.SERVE, "clone").argument("clone", 0, THREAD, 17);
        assertThat(verdict(advise(), "clone", THREAD).allows()).isTrue();
        assertThat(verdict(advise(), "clone", 0x1200011L).allows()).as("other flags of fork").isTrue();
        assertThat(verdict(advise(), "clone", NEW_USER | 17).allows()).isFalse();
        sample.argument("clone", 0, NEW_USER | 17);
        assertThat(verdict(advise(), "clone", NEW_USER | 17).allows()).isTrue();
        assertThat(verdict(advise(), "clone", 0x2000_0011L).allows()).as("a pid namespace").isFalse();
    }

    @Test
    void argumentsOfCallsThroughAnotherAbiAreFree() {
        sample.calls(Stage.SERVE, "socket").argument("socket", 0, 2)
                .item(Item.syscall(Abi.I386, Stage.SERVE, SyscallTable.number(Abi.I386, "socket").orElseThrow()));
        Advice advice = advise();
        assertThat(verdict(advice, "socket", 38).allows()).isTrue();
        assertThat(advice.seccomp().architectures()).containsExactly(Architecture.X86_64, Architecture.X86);
        assertThat(kinds(advice)).contains(Warning.Kind.OTHER_ABI);
    }

    @Test
    void anOperatorsListsOutweighWhatWasSeen() {
        sample.calls(Stage.SERVE, "read", "ptrace");
        Advice advice = advise(EXACT
                .withAlwaysAllow(Set.of("getrandom", "mount"))
                .withAlwaysBlock(Set.of("ptrace", "mount", "capset")));
        assertThat(names(advice)).contains("getrandom").doesNotContain("ptrace", "mount", "capset");
        assertThat(advice.warnings()).filteredOn(warning -> warning.kind() == Warning.Kind.BLOCKED_IN_USE)
                .extracting(Warning::text)
                .containsExactly(
                        "capset is blocked by option, and its runtime uses it, and may not start the container",
                        "ptrace is blocked by option, and the workload used it");
        assertThatThrownBy(() -> EXACT.withAlwaysAllow(Set.of("opnat")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no system call is called \"opnat\": check the spelling");
    }

    @Test
    void refusalsAreLoggedOnDemand() {
        sample.calls(Stage.SERVE, "read");
        assertThat(advise().seccomp().flags()).isEmpty();
        assertThat(advise(EXACT.withLogRefusals(true)).seccomp().flags()).containsExactly(FilterFlag.LOG);
    }

    @Test
    void dangerousCallsAreFlaggedWithWhoUsedThem() {
        sample.calls(Stage.SERVE, "read", "ptrace");
        assertThat(advise().warnings()).filteredOn(warning -> warning.kind() != Warning.Kind.RESTS_ON).singleElement().satisfies(warning -> {
            assertThat(warning.kind()).isEqualTo(Warning.Kind.DANGEROUS_SYSCALL);
            assertThat(warning.text()).contains("ptrace is in use: it controls other processes", "/usr/sbin/nginx");
        });
    }

    @Test
    void ioUringIsNeverSuggestedInSilence() {
        sample.item(new Item(ItemKind.IO_URING, Abi.X86_64, Stage.SERVE, 0, 0, 22)).calls(Stage.SERVE, "io_uring_setup");
        assertThat(advise().warnings()).anySatisfy(warning -> {
            assertThat(warning.kind()).isEqualTo(Warning.Kind.IO_URING);
            assertThat(warning.text()).contains("[22]");
        });
    }

    @Test
    void callsOfOneReplicaAmongManyAreReported() {
        sample.calls(Stage.SERVE, "read", "mount");
        for (int i = 1; i <= 6; i++) {
            sample.replica("7/" + i + "/1", i == 4 ? new String[] {"read", "mount"} : new String[] {"read"});
        }
        assertThat(advise().warnings()).filteredOn(warning -> warning.kind() == Warning.Kind.ONE_REPLICA).singleElement().satisfies(warning ->
                assertThat(warning.text()).startsWith("of 6 replicas only one, slot 7/4/1, made these calls: mount;"));
    }

    @Test
    void gapsAreReported() {
        sample.calls(Stage.SERVE, "read").shortOf(GapReason.UNDER_FILTER).shortOf(GapReason.RING_FULL).shortOf(GapReason.SETUP_FULL)
                .item(new Item(ItemKind.DENIAL, Abi.X86_64, Stage.SERVE, 0, number("mount"), 1))
                .item(new Item(ItemKind.DENIAL, Abi.X86_64, Stage.SERVE, 0, number("reboot"), Denial.SIGNAL))
                .item(Item.syscall(Abi.X86_64, Stage.SERVE, 575));
        Workload learning = new Workload(new WorkloadId("web", ""), BaselineState.LEARNING, sample.build(), Baseline.EMPTY, 0);
        Advice advice = new Advisor().advise(learning, OF_RUNC, EXACT);
        assertThat(kinds(advice)).containsExactly(
                Warning.Kind.PARTIAL, Warning.Kind.NO_RUNTIME_CALLS, Warning.Kind.RESTS_ON, Warning.Kind.STILL_LEARNING, Warning.Kind.UNNAMED_SYSCALL,
                Warning.Kind.REFUSED_CALL, Warning.Kind.REFUSED_CALL);
        assertThat(advice.warnings()).extracting(Warning::text).anySatisfy(text ->
                assertThat(text).startsWith("reboot was refused while learning with a signal"))
                .anySatisfy(text -> assertThat(text).startsWith("as far as 0 windows and 0 starts show, "));
        assertThat(names(advice)).doesNotContain("mount");
    }

    @Test
    void figuresCompareWithDockersDefault() {
        sample.calls(Stage.SERVE, "read", "write").granted(Capability.dockerDefault().toArray(Capability[]::new))
                .capability(Capability.CAP_CHOWN, "chown", CapabilityCheck.GRANTED | CapabilityCheck.INITIAL_NS);
        Figures figures = advise().figures();
        assertThat(figures.syscallsUsed()).isEqualTo(2);
        assertThat(figures.syscallsAllowed()).isEqualTo(names(advise()).size());
        assertThat(figures.syscallsAllowedByDocker()).isBetween(300, 400);
        assertThat(figures.capabilitiesUsed()).isEqualTo(1);
        assertThat(figures.capabilitiesGranted()).isEqualTo(14);
    }

    @Test
    void figuresSayThatNothingWasGrantedOrThatItIsNotKnown() {
        sample.calls(Stage.SERVE, "read");
        assertThat(advise().figures().capabilities()).isEqualTo("0; which were granted is not known");
        sample.granted();
        assertThat(advise().figures().capabilities()).isEqualTo("0 of 0 granted");
    }

    @Test
    void aNameThatTheHostsLibseccompDoesNotKnowIsNamedAndStaysInTheProfile() {
        Workload workload = sample.calls(Stage.SERVE, "read", "mseal").workload();
        InstalledLibseccomp old = new InstalledLibseccomp("2.5.4", Set.of("mseal", "setxattrat"));
        Advice advice = new Advisor(() -> Optional.of(old)).advise(workload, OF_RUNC, EXACT);
        assertThat(names(advice)).contains("mseal");
        assertThat(advice.warnings()).filteredOn(warning -> warning.kind() == Warning.Kind.UNKNOWN_NAME).singleElement().satisfies(warning ->
                assertThat(warning.text()).startsWith("libseccomp 2.5.4 of this host does not know mseal: "));
        assertThat(new Advisor().advise(workload, OF_RUNC, EXACT).warnings()).extracting(Warning::kind).doesNotContain(Warning.Kind.UNKNOWN_NAME);
    }

    private static final String FILTER = """
            {"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":38,"architectures":["SCMP_ARCH_X86"],"syscalls":[
            {"names":["read","execve","close","exit","exit_group","rt_sigreturn","restart_syscall","socket"],"action":"SCMP_ACT_ALLOW"},
            {"names":["personality"],"action":"SCMP_ACT_ALLOW","args":[{"index":0,"value":8,"op":"SCMP_CMP_EQ"}]},
            {"names":["mount","setuid"],"action":"SCMP_ACT_ERRNO","errnoRet":13}]}""";

    @Test
    void whatWasLearnedUnderAFilterGetsTheFiltersAnswersAndNoMoreThanItAllowed() {
        sample.calls(Stage.SERVE, "read", "personality").underFilter(FILTER);
        Advice advice = advise();
        assertThat(verdict(advice, "read").allows()).isTrue();
        assertThat(verdict(advice, "personality", 8).allows()).isTrue();
        assertThat(verdict(advice, "personality", 9).errno()).isEqualTo(38);
        assertThat(verdict(advice, "mount").errno()).as("the filter's errno").isEqualTo(13);
        assertThat(verdict(advice, "setuid").errno()).as("a runtime's call that the filter refuses").isEqualTo(13);
        assertThat(verdict(advice, "socket").allows()).as("not used").isFalse();
        assertThat(verdict(advice, "clone3").errno()).isEqualTo(38);
        assertThat(LearnedUnder.of(sample.build()).names()).singleElement().asString().matches("[0-9a-f]{12}");
    }

    @Test
    void whatAnOperatorAllowsIsAllowedWhateverTheFilterRefused() {
        sample.calls(Stage.SERVE, "read").underFilter(FILTER);
        assertThat(verdict(advise(EXACT.withAlwaysAllow(Set.of("mount"))), "mount").allows()).isTrue();
    }

    @Test
    void aReplicaWithoutAFilterShowsThatNoneIsNeeded() {
        sample.calls(Stage.SERVE, "read").underFilter(FILTER).withoutFilter();
        assertThat(verdict(advise(), "mount").errno()).isEqualTo(Errno.EPERM);
        assertThat(LearnedUnder.of(sample.build()).names()).isEmpty();
    }

    @Test
    void whereTwoFiltersDifferTheWorkloadsOwnCallsAreAllowed() {
        sample.calls(Stage.SERVE, "read", "mount").underFilter(FILTER).underFilter(FILTER.replace("\"read\"", "\"read\",\"mount\"")
                .replace("[\"mount\",\"setuid\"]", "[\"setuid\"]"));
        Advice advice = advise();
        assertThat(verdict(advice, "mount").allows()).isTrue();
        assertThat(verdict(advice, "setuid").errno()).as("both refuse it so").isEqualTo(13);
    }

    @Test
    void theDefaultOfAnOlderDockerIsCalledByItsNameToo() {
        for (ProfileTemplate release : DockerReleases.newestFirst()) {
            String profile = new ProfileWriter().write(release.resolve(Target.x86(Capability.dockerDefault())));
            SampleBaseline learned = new SampleBaseline().calls(Stage.SERVE, "read").underFilter(profile);
            assertThat(LearnedUnder.of(learned.build()).names()).containsExactly("docker-default");
        }
    }

    @Test
    void aProfileThatIsNearlyDockersDefaultIsNotCalledSo() {
        String profile = new ProfileWriter().write(DockerDefault.resolve(Capability.dockerDefault()));
        sample.calls(Stage.SERVE, "read").underFilter(profile.replace("\"personality\"", "\"reboot\""));
        assertThat(LearnedUnder.of(sample.build()).names()).singleElement().asString().matches("[0-9a-f]{12}");
    }

    @Test
    void dockersDefaultIsCalledByItsName() {
        sample.calls(Stage.SERVE, "read").underFilter(new ProfileWriter().write(DockerDefault.resolve(Capability.dockerDefault())));
        assertThat(LearnedUnder.of(sample.build()).names()).containsExactly("docker-default");
    }
}
