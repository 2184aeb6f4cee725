// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.capability;

import static io.winnow.collector.record.Capability.CAP_BPF;
import static io.winnow.collector.record.Capability.CAP_CHOWN;
import static io.winnow.collector.record.Capability.CAP_DAC_OVERRIDE;
import static io.winnow.collector.record.Capability.CAP_DAC_READ_SEARCH;
import static io.winnow.collector.record.Capability.CAP_KILL;
import static io.winnow.collector.record.Capability.CAP_NET_ADMIN;
import static io.winnow.collector.record.Capability.CAP_NET_BIND_SERVICE;
import static io.winnow.collector.record.Capability.CAP_NET_RAW;
import static io.winnow.collector.record.Capability.CAP_PERFMON;
import static io.winnow.collector.record.Capability.CAP_SETPCAP;
import static io.winnow.collector.record.Capability.CAP_SETUID;
import static io.winnow.collector.record.Capability.CAP_SYS_ADMIN;
import static io.winnow.collector.record.Capability.CAP_SYS_NICE;
import static io.winnow.collector.record.Capability.CAP_SYS_PTRACE;
import static io.winnow.collector.record.CapabilityCheck.ACCOUNTING;
import static io.winnow.collector.record.CapabilityCheck.GRANTED;
import static io.winnow.collector.record.CapabilityCheck.INITIAL_NS;
import static io.winnow.collector.record.CapabilityCheck.OVERRIDDEN;
import static io.winnow.collector.record.CapabilityCheck.OWN_NS;
import static io.winnow.collector.record.CapabilityCheck.PROBE;
import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.analyzer.capability.CapabilityUse.Conclusion;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Held;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CapabilityAdvisorTest {

    private static final int HERE = GRANTED | INITIAL_NS;
    private static final Set<Stage> OWN = EnumSet.of(Stage.START, Stage.SERVE);

    private final SampleBaseline baseline = new SampleBaseline();

    private CapabilityAdvice advice() {
        return new CapabilityAdvisor().advise(baseline.build(), OWN);
    }

    @Test
    void whatWasGrantedAndMadeADifferenceIsNeeded() {
        baseline.capability(CAP_NET_BIND_SERVICE, "bind", HERE).granted(CAP_NET_BIND_SERVICE, CAP_CHOWN, CAP_KILL);
        CapabilityAdvice advice = advice();
        assertThat(advice.add()).containsExactly(CAP_NET_BIND_SERVICE);
        assertThat(advice.unused()).containsExactly(CAP_CHOWN, CAP_KILL);
        assertThat(advice.uses()).singleElement().satisfies(use -> {
            assertThat(use.call()).isEqualTo("bind");
            assertThat(use.verdict()).isEqualTo(Conclusion.NEEDED);
            assertThat(use.observations().provenance()).map(who -> who.executable()).contains("/usr/sbin/nginx");
        });
        assertThat(advice.warnings()).isEmpty();
    }

    @Test
    void memoryAccountingIsNoNeed() {
        baseline.capability(CAP_SYS_ADMIN, "mmap", HERE | PROBE | ACCOUNTING).capability(CAP_SYS_ADMIN, "brk", HERE | ACCOUNTING);
        assertThat(advice().add()).isEmpty();
        assertThat(advice().uses()).isEmpty();
    }

    @Test
    void theMountersCredentialsAreNoNeed() {
        baseline.capability(CAP_DAC_OVERRIDE, "openat", HERE | OVERRIDDEN);
        assertThat(advice().add()).isEmpty();
    }

    @Test
    void theRuntimesOwnStepsAreNoNeed() {
        baseline.capability(CAP_SETUID, Stage.SETUP, "setuid", HERE, 0);
        assertThat(new CapabilityAdvisor().advise(baseline.build(), EnumSet.allOf(Stage.class)).add()).isEmpty();
    }

    @Test
    void execSessionsCountWhereTheyAreWanted() {
        baseline.capability(CAP_KILL, Stage.EXEC, "kill", HERE, 0);
        assertThat(advice().add()).isEmpty();
        assertThat(new CapabilityAdvisor().advise(baseline.build(), EnumSet.of(Stage.EXEC)).add()).containsExactly(CAP_KILL);
    }

    @Test
    void aGrantInTheUserNamespaceOfASandboxIsNoNeed() {
        baseline.capability(CAP_NET_ADMIN, "socket", GRANTED);
        assertThat(advice().add()).isEmpty();
    }

    @Test
    void aGrantInTheContainersOwnUserNamespaceIsANeed() {
        baseline.capability(CAP_CHOWN, "fchown", GRANTED | OWN_NS);
        assertThat(advice().add()).containsExactly(CAP_CHOWN);
    }

    @Test
    void whatTheContainerWasNotGrantedIsNotAdvised() {
        baseline.capability(CAP_SYS_ADMIN, "openat", HERE).capability(CAP_CHOWN, "fchown", HERE).granted(CAP_CHOWN);
        assertThat(advice().add()).containsExactly(CAP_CHOWN);
        assertThat(advice().uses(Conclusion.NOT_ITS_OWN)).extracting(CapabilityUse::capability).containsExactly(CAP_SYS_ADMIN);
    }

    @Test
    void aContainerThatWasGrantedNothingIsAdvisedNothing() {
        baseline.capability(CAP_SYS_ADMIN, "openat", HERE).granted();
        assertThat(advice().add()).isEmpty();
    }

    @Test
    void whatIsNotGrantedAndARefusalAsksForInsteadOfMoreIsAdvised() {
        baseline.capability(CAP_DAC_READ_SEARCH, Stage.SERVE, "openat", INITIAL_NS, 0)
                .capability(CAP_DAC_OVERRIDE, Stage.SERVE, "openat", HERE, Observations.FALLBACK)
                .granted(CAP_DAC_OVERRIDE);
        assertThat(advice().add()).containsExactly(CAP_DAC_READ_SEARCH);
    }

    @Test
    void whatIsHeldIsNeededThoughNothingAsksForIt() {
        baseline.held(Held.FILE, "execve", CAP_NET_BIND_SERVICE).held(Held.KEPT, "capset", CAP_NET_BIND_SERVICE, CAP_NET_RAW);
        assertThat(advice().needed()).containsExactlyInAnyOrderEntriesOf(
                Map.of(CAP_NET_BIND_SERVICE, Confidence.HELD, CAP_NET_RAW, Confidence.KEPT));
        assertThat(advice().uses(Conclusion.HELD)).hasSize(3);
    }

    @Test
    void whatIsWantedAndNotGrantedIsWarnedOf() {
        baseline.held(Held.MISSING, "capset", CAP_NET_RAW).granted(CAP_CHOWN);
        assertThat(advice().add()).isEmpty();
        assertThat(advice().warnings()).singleElement().asString().contains("CAP_NET_RAW", "hold");
    }

    @Test
    void aProgramThatReadsItsCapabilitiesMayInsistOnOneThatNothingAsksFor() {
        baseline.calls(Stage.START, "capget").capability(CAP_CHOWN, "fchown", HERE).granted(CAP_CHOWN, CAP_NET_ADMIN);
        assertThat(advice().add()).containsExactly(CAP_CHOWN);
        assertThat(advice().warnings()).singleElement().asString().contains("capget", "CAP_NET_ADMIN").doesNotContain("CAP_CHOWN");
    }

    @Test
    void theSurestEvidenceDecidesHowSureItIs() {
        baseline.capability(CAP_DAC_READ_SEARCH, "faccessat", HERE).capability(CAP_CHOWN, "fchown", HERE).held(Held.KEPT, "capset", CAP_CHOWN, CAP_KILL)
                .held(Held.MISSING, "capset", CAP_KILL);
        assertThat(advice().needed()).containsOnly(
                Map.entry(CAP_DAC_READ_SEARCH, Confidence.ASKED), Map.entry(CAP_CHOWN, Confidence.DECISIVE), Map.entry(CAP_KILL, Confidence.FAILED_WITHOUT));
    }

    @Test
    void whatWasRefusedAndWorkedWithoutIsListed() {
        baseline.capability(CAP_SYS_PTRACE, "readlink", INITIAL_NS);
        assertThat(advice().add()).isEmpty();
        assertThat(advice().uses(Conclusion.REFUSED)).extracting(CapabilityUse::capability).containsExactly(CAP_SYS_PTRACE);
    }

    @Test
    void aProbeIsNoNeedUnlessItRefuses() {
        baseline.capability(CAP_SYS_ADMIN, "getxattr", HERE | PROBE);
        assertThat(advice().add()).isEmpty();
        assertThat(advice().uses(Conclusion.PROBED)).hasSize(1);
        baseline.capability(CAP_SYS_ADMIN, "seccomp", HERE | PROBE);
        assertThat(advice().add()).containsExactly(CAP_SYS_ADMIN);
    }

    @Test
    void capsetOnlyAsksHowMuchMayBecomeInheritable() {
        baseline.capability(CAP_SETPCAP, "capset", HERE);
        assertThat(advice().add()).isEmpty();
        baseline.capability(CAP_SETPCAP, "prctl", HERE);
        assertThat(advice().add()).as("to drop from the bounding set").containsExactly(CAP_SETPCAP);
    }

    @Test
    void aRefusalIsMadeUpForByAGreaterCapabilityOfTheSameCall() {
        baseline.capability(CAP_DAC_READ_SEARCH, "openat", INITIAL_NS)
                .capability(CAP_DAC_OVERRIDE, Stage.SERVE, "openat", HERE, Observations.FALLBACK | Observations.BEYOND_FALLBACK)
                .capability(CAP_DAC_READ_SEARCH, "chdir", INITIAL_NS)
                .capability(CAP_SYS_NICE, "setpriority", INITIAL_NS);
        assertThat(advice().refusals()).extracting(CapabilityUse::call).containsExactlyInAnyOrder("chdir", "setpriority");
    }

    @Test
    void readingNeedsReadSearchAndNotOverride() {
        baseline.capability(CAP_DAC_READ_SEARCH, "openat", INITIAL_NS)
                .capability(CAP_DAC_OVERRIDE, Stage.SERVE, "openat", HERE, Observations.FALLBACK)
                .granted(CAP_DAC_OVERRIDE);
        CapabilityAdvice advice = advice();
        assertThat(advice.add()).containsExactly(CAP_DAC_READ_SEARCH);
        assertThat(advice.unused()).containsExactly(CAP_DAC_OVERRIDE);
        assertThat(advice.uses()).singleElement().satisfies(use -> {
            assertThat(use.verdict()).isEqualTo(Conclusion.SUBSTITUTED);
            assertThat(use.instead()).isEqualTo(Optional.of(CAP_DAC_READ_SEARCH));
        });
    }

    @Test
    void writingNeedsOverrideAndThenReadSearchIsNotNeededBesides() {
        baseline.capability(CAP_DAC_READ_SEARCH, "openat", INITIAL_NS)
                .capability(CAP_DAC_OVERRIDE, Stage.SERVE, "openat", HERE, Observations.FALLBACK | Observations.BEYOND_FALLBACK)
                .capability(CAP_DAC_READ_SEARCH, "newfstatat", INITIAL_NS)
                .capability(CAP_DAC_OVERRIDE, Stage.SERVE, "newfstatat", HERE, Observations.FALLBACK);
        assertThat(advice().add()).containsExactly(CAP_DAC_OVERRIDE);
        assertThat(advice().uses(Conclusion.NEEDED)).extracting(CapabilityUse::call).containsExactlyInAnyOrder("openat", "newfstatat");
    }

    @Test
    void openingThatCouldNotBeJudgedKeepsOverride() {
        baseline.capability(CAP_DAC_READ_SEARCH, "openat", INITIAL_NS).capability(CAP_DAC_OVERRIDE, "openat", HERE);
        assertThat(advice().add()).as("its flags are not known").containsExactly(CAP_DAC_OVERRIDE);
    }

    @Test
    void lookingUpCanOnlyRead() {
        baseline.capability(CAP_DAC_READ_SEARCH, "newfstatat", INITIAL_NS).capability(CAP_DAC_OVERRIDE, "newfstatat", HERE);
        assertThat(advice().add()).containsExactly(CAP_DAC_READ_SEARCH);
    }

    @Test
    void aWorkloadThatHadBothAndWritesKeepsOverrideOnly() {
        baseline.capability(CAP_DAC_READ_SEARCH, "openat", HERE).capability(CAP_DAC_OVERRIDE, "unlinkat", HERE);
        assertThat(advice().add()).containsExactly(CAP_DAC_OVERRIDE);
        baseline.capability(CAP_DAC_READ_SEARCH, "open_by_handle_at", HERE);
        assertThat(advice().add()).as("which nothing else lets do").containsExactly(CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH);
    }

    @Test
    void lesserCapabilitiesTakeThePlaceOfSysAdmin() {
        baseline.capability(CAP_BPF, "bpf", INITIAL_NS)
                .capability(CAP_PERFMON, "bpf", INITIAL_NS)
                .capability(CAP_SYS_ADMIN, Stage.SERVE, "bpf", HERE, Observations.FALLBACK);
        assertThat(advice().add()).containsExactly(CAP_PERFMON, CAP_BPF);
        assertThat(advice().warnings()).isEmpty();
    }

    @Test
    void aRefusalOfWhatTheKernelAsksForAloneTakesNoOthersPlace() {
        baseline.capability(CAP_NET_ADMIN, Stage.SERVE, "ioctl", INITIAL_NS, 0).capability(CAP_SYS_ADMIN, Stage.SERVE, "ioctl", HERE, Observations.FALLBACK);
        assertThat(advice().add()).containsExactly(CAP_SYS_ADMIN);
    }

    @Test
    void settingTheIoPriorityNeedsNoMoreThanNice() {
        baseline.capability(CAP_SYS_ADMIN, "ioprio_set", HERE);
        assertThat(advice().add()).containsExactly(CAP_SYS_NICE);
    }

    @Test
    void sysAdminThatRemainsIsWarnedOfWithWhatItWasUsedFor() {
        baseline.capability(CAP_SYS_ADMIN, "mount", HERE).capability(CAP_SYS_ADMIN, "umount2", HERE);
        assertThat(advice().add()).containsExactly(CAP_SYS_ADMIN);
        assertThat(advice().warnings()).singleElement().asString().contains("CAP_SYS_ADMIN", "mount, umount2");
    }

    @Test
    void capabilitiesOfNewerKernelsAreLeftAlone() {
        baseline.item(new Item(ItemKind.CAPABILITY, Abi.X86_64, Stage.SERVE, 63, 1, HERE));
        assertThat(advice().add()).isEmpty();
    }

    @Test
    void aCallWithoutANameIsStillEvidence() {
        baseline.item(new Item(ItemKind.CAPABILITY, Abi.X86_64, Stage.SERVE, CAP_NET_RAW.number(), 576, HERE));
        assertThat(advice().add()).containsExactly(Capability.CAP_NET_RAW);
        assertThat(advice().uses().get(0).call()).isEqualTo("call 576 of x86_64");
    }
}
