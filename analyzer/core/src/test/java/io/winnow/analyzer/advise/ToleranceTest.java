// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import static io.winnow.analyzer.baseline.SampleBaseline.RUNC;
import static io.winnow.analyzer.baseline.SampleBaseline.number;
import static io.winnow.analyzer.baseline.SampleBaseline.runtimeCallSets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.analyzer.risk.CallRisks;
import io.winnow.analyzer.risk.Siblings;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.ProfileWriter;
import io.winnow.analyzer.seccomp.Verdict;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ToleranceTest {

    private static final RuntimeCallSets OF_RUNC = runtimeCallSets(RUNC, RuntimeCallsKind.PRIVILEGED, "execve", "close");
    private static final long NEW_USER = 0x1000_0000L;

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
        assertThat(added()).containsExactly("creat", "fstat", "lstat", "open", "openat2", "stat", "statx");
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

    @Test
    void anUnknownToleranceIsNamedWithTheKnownOnes() {
        assertThatThrownBy(() -> Tolerance.labelled("loose")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("there is no tolerance \"loose\": take one of exact, siblings");
    }
}
