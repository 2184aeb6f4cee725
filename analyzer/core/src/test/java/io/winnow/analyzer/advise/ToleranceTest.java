// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import static io.winnow.analyzer.baseline.SampleBaseline.RUNC;
import static io.winnow.analyzer.baseline.SampleBaseline.number;
import static io.winnow.analyzer.baseline.SampleBaseline.runtimeCallSets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.analyzer.reach.Reach;
import io.winnow.analyzer.reach.ReachGap;
import io.winnow.analyzer.reach.ReachOrigin;
import io.winnow.analyzer.risk.CallRisks;
import io.winnow.analyzer.risk.Siblings;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.ProfileWriter;
import io.winnow.analyzer.seccomp.Verdict;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ToleranceTest {

    private static final RuntimeCallSets OF_RUNC = runtimeCallSets(RUNC, RuntimeCallsKind.PRIVILEGED, "execve", "close");
    private static final long NEW_USER = 0x1000_0000L;
    private static final long TCGETS = 0x5401;
    private static final long TIOCGWINSZ = 0x5413;
    private static final long TIOCSTI = 0x5412;

    private final SampleBaseline sample = new SampleBaseline().under(RUNC);

    private Advice advise(AdviceOptions options) {
        return new Advisor().advise(sample.workload(), OF_RUNC, options.withoutRuntimeCalls(true));
    }

    private Advice advise(Tolerance tolerance) {
        return advise(AdviceOptions.DEFAULT.withTolerance(tolerance));
    }

    private static Set<String> allowed(Advice advice) {
        return new Evaluator(advice.seccomp()).allowedSyscalls(Abi.X86_64);
    }

    /** What is allowed with siblings and is not without. */
    private Set<String> added() {
        Set<String> added = new TreeSet<>(allowed(advise(Tolerance.SIBLINGS)));
        added.removeAll(allowed(advise(Tolerance.EXACT)));
        return added;
    }

    private static Verdict verdict(Advice advice, String syscall, long... args) {
        return new Evaluator(advice.seccomp()).evaluate(Abi.X86_64, number(syscall), args);
    }

    @Test
    void suggestionsAllowSiblingsOfWhatWasSeenAndSayWhy() {
        sample.calls(Stage.SERVE, "newfstatat", "openat");
        Advice advice = advise(AdviceOptions.DEFAULT);
        assertThat(added()).containsExactly("creat", "fstat", "lstat", "open", "stat", "statx");
        SyscallAdvice statx = advice.syscalls().stream().filter(call -> call.name().equals("statx")).findFirst().orElseThrow();
        assertThat(statx.reasons()).singleElement().satisfies(reason -> {
            assertThat(reason.text()).isEqualTo("the same work as newfstatat, which was seen: it asks for the attributes of a file; in Linux since 4.11");
            assertThat(reason.tolerated()).isTrue();
            assertThat(reason.implied()).isFalse();
        });
    }

    @Test
    void anExactProfileAllowsNothingByTolerance() {
        sample.calls(Stage.SERVE, "newfstatat", "openat", "clone", "wait4");
        assertThat(advise(Tolerance.EXACT).syscalls()).flatExtracting(SyscallAdvice::reasons).noneMatch(Reason::tolerated);
    }

    @Test
    void noToleranceEverAllowsADangerousCallThatWasNotSeen() {
        String[] harmless = SyscallTable.names(Abi.X86_64).stream().filter(name -> CallRisks.danger(name).isEmpty()).toArray(String[]::new);
        sample.calls(Stage.SERVE, harmless);
        for (Tolerance tolerance : Tolerance.values()) {
            assertThat(allowed(advise(tolerance))).as(tolerance.label()).doesNotContainAnyElementsOf(CallRisks.dangers().keySet());
        }
    }

    /** runc answers what is newer than all that a profile names with ENOSYS: naming a newer call would have those between refused with EPERM. */
    @Test
    void noNewerCallIsNamedThanWithoutTolerance() {
        sample.calls(Stage.SERVE, "openat", "chmod");
        assertThat(added()).doesNotContain("openat2", "fchmodat2");
        sample.calls(Stage.SERVE, "faccessat2");
        assertThat(added()).contains("openat2").doesNotContain("fchmodat2");
        String[] all = SyscallTable.names(Abi.X86_64).toArray(String[]::new);
        assertThat(allowed(reaching(all)).stream().mapToInt(SampleBaseline::number).max()).hasValue(number("faccessat2"));
    }

    @Test
    void whatTheRuntimeAloneDoesHasNoSiblings() {
        sample.calls(Stage.SERVE, "read");
        assertThat(added()).containsExactlyElementsOf(new TreeSet<>(Set.of("pread64", "preadv", "preadv2", "readv")));
    }

    @Test
    void aSiblingOfForkMakesNoNamespaces() {
        sample.calls(Stage.SERVE, "vfork");
        Advice advice = advise(Tolerance.SIBLINGS);
        assertThat(verdict(advice, "clone", 0x1200011).allows()).isTrue();
        assertThat(verdict(advice, "clone", NEW_USER).allows()).isFalse();
        assertThat(verdict(advice, "clone3").errno()).isEqualTo(Errno.ENOSYS);
    }

    @Test
    void whatOtherCLibrariesMakeBesideASeenCallIsAllowedWithSiblingsAndSaysSince() {
        sample.calls(Stage.SERVE, "read", "clone");
        assertThat(added()).contains("sched_getaffinity", "membarrier");
        assertThat(advise(Tolerance.SIBLINGS).syscalls()).filteredOn(call -> call.name().equals("sched_getaffinity"))
                .flatExtracting(SyscallAdvice::reasons).extracting(Reason.class::cast).singleElement().satisfies(reason -> {
                    assertThat(reason.text()).isEqualTo("a program that does clone, which was seen, makes this call with glibc 2.34 or later");
                    assertThat(reason.tolerated()).isTrue();
                });
        assertThat(allowed(advise(AdviceOptions.DEFAULT.withAlwaysBlock(Set.of("clone"))))).doesNotContain("sched_getaffinity");
    }

    @Test
    void whereAnotherCLibraryAsksWhetherItWritesToATerminalOnlyHarmlessRequestsAreAllowed() {
        sample.calls(Stage.SERVE, "write");
        Advice advice = advise(Tolerance.SIBLINGS);
        assertThat(verdict(advice, "ioctl", 0, TIOCGWINSZ).allows()).isTrue();
        assertThat(verdict(advice, "ioctl", 0, TIOCSTI).allows()).isFalse();
        assertThat(advice.syscalls()).filteredOn(call -> call.name().equals("ioctl")).singleElement()
                .satisfies(call -> assertThat(call.harmlessInPart()).as("a form without arguments leaves it out").isTrue());
        sample.calls(Stage.SERVE, "ioctl");
        assertThat(verdict(advise(Tolerance.SIBLINGS), "ioctl", 0, TIOCSTI).allows()).as("seen, with requests that are not known").isTrue();
    }

    @Test
    void aRestrictedCallIsNoSiblingOfAny() {
        assertThat(Siblings.classes()).flatExtracting(siblings -> siblings.since().keySet()).noneMatch(call -> RestrictedArguments.of(call).isPresent());
    }

    @Test
    void theOtherAbisSiblingsAreAllowedIfThatAbiIsInUse() {
        sample.calls(Stage.SERVE, "newfstatat");
        assertThat(advise(Tolerance.SIBLINGS).syscalls()).extracting(SyscallAdvice::name).doesNotContain("stat64");
        sample.item(Item.syscall(Abi.I386, Stage.SERVE, SyscallTable.number(Abi.I386, "lstat64").orElseThrow()));
        assertThat(advise(Tolerance.SIBLINGS).syscalls()).extracting(SyscallAdvice::name).contains("stat64");
    }

    @Test
    void aBlockedCallBringsNoSiblings() {
        sample.calls(Stage.SERVE, "openat", "newfstatat");
        Advice advice = advise(AdviceOptions.DEFAULT.withAlwaysBlock(Set.of("openat", "statx")));
        assertThat(allowed(advice)).doesNotContain("openat", "open", "openat2", "statx").contains("stat");
        assertThat(advice.warnings()).filteredOn(warning -> warning.kind() == Warning.Kind.BLOCKED_IN_USE).extracting(Warning::subject).containsExactly("openat");
    }

    @Test
    void whatAFilterRefusedWhileLearningStaysRefusedThoughItIsASibling() {
        String profile = new ProfileWriter().write(DockerDefault.resolve(Capability.dockerDefault()));
        sample.calls(Stage.SERVE, "semop", "read").underFilter(profile.replace("\"preadv2\"", "\"reboot\""));
        assertThat(allowed(advise(Tolerance.SIBLINGS))).contains("readv", "semtimedop").doesNotContain("preadv2");
    }

    private static final ReachOrigin ORIGIN = new ReachOrigin("/lib/libc.so.6", "reload", "main");

    private Advice reaching(String... calls) {
        Map<Integer, ReachOrigin> reached = new TreeMap<>();
        Arrays.stream(calls).forEach(call -> reached.put(number(call), ORIGIN));
        return advise(new Reach(Map.of(Abi.X86_64, reached), List.of()));
    }

    private Advice advise(Reach reach) {
        return new Advisor(Optional::empty, id -> Optional.of(reach))
                .advise(sample.workload(), OF_RUNC, AdviceOptions.DEFAULT.withTolerance(Tolerance.REACH).withoutRuntimeCalls(true));
    }

    @Test
    void reachAllowsHarmlessCallsThatTheProgramsCanMakeAndSaysWhere() {
        sample.calls(Stage.SERVE, "read", "recvfrom");
        Advice advice = reaching("fsync", "timer_create", "getpeername", "read", "mount", "keyctl", "io_submit");
        assertThat(allowed(advice)).contains("fsync", "timer_create", "getpeername").doesNotContain("mount", "keyctl", "io_submit");
        assertThat(advice.syscalls()).filteredOn(call -> call.name().equals("fsync")).flatExtracting(SyscallAdvice::reasons).extracting(Reason.class::cast)
                .extracting(Reason::text).containsExactly("reached by reload of /lib/libc.so.6 through main, and harmless (file)");
        assertThat(advice.warnings()).extracting(Warning::text).contains(
                "its programs can make 6 system calls that were not seen: fsync, getpeername, io_submit, keyctl, mount, timer_create");
    }

    @Test
    void ofSiblingsReachAllowsThoseThatTheProgramsCanMakeAndThoseThatAnUpgradeBrings() {
        sample.calls(Stage.SERVE, "read", "open", "clone");
        assertThat(allowed(reaching("readv"))).contains("readv", "openat", "sched_getaffinity").doesNotContain("preadv", "creat", "vfork");
    }

    @Test
    void reachAllowsAllSiblingsIfAFileWasNotAnalysed() {
        sample.calls(Stage.SERVE, "read");
        Reach reach = new Reach(Map.of(Abi.X86_64, Map.of(number("read"), ORIGIN)), List.of(new ReachGap(ReachGap.Kind.NOT_ANALYSED, "/bin/app", "it is damaged")));
        assertThat(allowed(advise(reach))).isEqualTo(allowed(advise(Tolerance.SIBLINGS)));
    }

    @Test
    void reachAllowsNoSocketsToAWorkloadThatUsesNoNetworkAndNoneOfAFamilyThatWasNotSeen() {
        sample.calls(Stage.SERVE, "read");
        assertThat(allowed(reaching("getpeername", "socket"))).doesNotContain("getpeername", "socket");
        sample.calls(Stage.SERVE, "recvfrom");
        assertThat(allowed(reaching("getpeername", "socket"))).contains("getpeername").doesNotContain("socket");
    }

    @Test
    void aReachableCloneMakesNoNamespaces() {
        sample.calls(Stage.SERVE, "read");
        Advice advice = reaching("clone", "clone3", "personality");
        assertThat(verdict(advice, "clone", 0x1200011).allows()).isTrue();
        assertThat(verdict(advice, "clone", NEW_USER).allows()).isFalse();
        assertThat(verdict(advice, "clone3").errno()).isEqualTo(Errno.ENOSYS);
        assertThat(verdict(advice, "personality").allows()).isFalse();
    }

    @Test
    void ofAReachableIoctlOnlyHarmlessRequestsAreAllowed() {
        sample.calls(Stage.SERVE, "read");
        Advice advice = reaching("ioctl");
        assertThat(verdict(advice, "ioctl", 0, TCGETS).allows()).isTrue();
        assertThat(verdict(advice, "ioctl", 0, 1L << 32 | TIOCSTI).allows()).as("of which the kernel reads 32 bits").isFalse();
        assertThat(verdict(advice, "ioctl", 0, TIOCSTI).allows()).isFalse();
        sample.calls(Stage.SERVE, "ioctl");
        assertThat(verdict(reaching("ioctl"), "ioctl", 0, TIOCSTI).allows()).as("seen, with requests that are not known").isTrue();
    }

    @Test
    void reachAllowsAChangeOfUserOnlyToAWorkloadThatMayChangeIt() {
        sample.calls(Stage.SERVE, "read");
        assertThat(allowed(reaching("setresuid", "setgroups", "chown"))).contains("chown").doesNotContain("setresuid", "setgroups");
        sample.granted(Capability.CAP_SETUID).capability(Capability.CAP_SETUID, "setuid", CapabilityCheck.GRANTED | CapabilityCheck.INITIAL_NS);
        assertThat(allowed(reaching("setresuid", "setgroups"))).contains("setresuid").doesNotContain("setgroups");
    }

    @Test
    void reachAllowsAdviceOnFilesToAWorkloadThatOpensFiles() {
        sample.calls(Stage.SERVE, "read");
        assertThat(allowed(reaching("fsync"))).doesNotContain("fadvise64");
        sample.calls(Stage.SERVE, "open");
        assertThat(allowed(reaching("fsync"))).contains("fadvise64");
        assertThat(allowed(advise(Tolerance.SIBLINGS))).doesNotContain("fadvise64");
    }

    @Test
    void reachNeverAllowsADangerousCallThatWasNotSeen() {
        sample.calls(Stage.SERVE, "read", "recvfrom");
        assertThat(allowed(reaching(SyscallTable.names(Abi.X86_64).toArray(String[]::new)))).doesNotContainAnyElementsOf(CallRisks.dangers().keySet());
    }

    @Test
    void whereTheReachIsNotKnownANoteSaysThatSiblingsAreAll() {
        sample.calls(Stage.SERVE, "read");
        assertThat(allowed(advise(Tolerance.REACH))).isEqualTo(allowed(advise(Tolerance.SIBLINGS)));
        assertThat(advise(Tolerance.REACH).warnings()).extracting(Warning::text)
                .contains("it is not known what its programs can call, so that the profile tolerates no more than siblings of what was seen");
        assertThat(advise(Tolerance.SIBLINGS).warnings()).extracting(Warning::subject).doesNotContain("reach");
    }

    @Test
    void anUnknownToleranceIsNamedWithTheKnownOnes() {
        assertThatThrownBy(() -> Tolerance.labelled("loose")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("there is no tolerance \"loose\": take one of exact, siblings");
    }
}
