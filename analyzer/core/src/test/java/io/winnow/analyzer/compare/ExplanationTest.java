// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.Advisor;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.Stage;
import org.junit.jupiter.api.Test;

/** Why something is there. */
class ExplanationTest {

    private static final RuntimeIdentity RUNC = new RuntimeIdentity("runc", "1.1.5");
    private static final int NEEDED = CapabilityCheck.GRANTED | CapabilityCheck.INITIAL_NS;

    @Test
    void aCallHasItsStagesAndItsArguments() {
        Workload workload = new SampleBaseline().calls(Stage.START, "socket").calls(Stage.SERVE, "socket", "read").argument("socket", 0, 38).workload();
        Explanation explanation = ofSyscall(workload, RuntimeCallSets.EMPTY, "socket");
        assertThat(explanation.evidence()).extracting(evidence -> evidence.stage().label() + " " + evidence.what())
                .containsExactlyInAnyOrder("start called", "serve called", "serve arg0 = 0x26 AF_ALG");
        assertThat(explanation.evidence()).allSatisfy(evidence -> assertThat(evidence.observations().count()).isEqualTo(3));
    }

    @Test
    void aCallOfTheRuntimeAloneIsItsRuntimeCalls() {
        Workload workload = new SampleBaseline().calls(Stage.START, "read").under(RUNC).workload();
        Explanation explanation = ofSyscall(workload, SampleBaseline.runtimeCallSets(RUNC, RuntimeCallsKind.PRIVILEGED, "capset"), "capset");
        assertThat(explanation.evidence()).isEmpty();
        assertThat(explanation.runtimeCallSets()).singleElement().hasToString("runc 1.1.5 without no_new_privs");
        assertThat(explanation.found()).isTrue();
    }

    @Test
    void aDangerousCallHasARiskAndDockersOpinion() {
        Explanation explanation = ofSyscall(new SampleBaseline().calls(Stage.START, "mount").workload(), RuntimeCallSets.EMPTY, "mount");
        assertThat(explanation.risks()).singleElement().asString().startsWith("mount: it ");
        assertThat(explanation.dockerDefault()).isEqualTo("errno 1");
    }

    @Test
    void whatWasNeverSeenIsNotFound() {
        Workload workload = new SampleBaseline().calls(Stage.START, "read").workload();
        assertThat(ofSyscall(workload, RuntimeCallSets.EMPTY, "mount").found()).isFalse();
        assertThat(Explanation.ofCapability(workload, Capability.CAP_SYS_TIME).found()).isFalse();
    }

    @Test
    void whatTheProfileAllowsOnItsOwnAccountSaysWhy() {
        Workload workload = new SampleBaseline().calls(Stage.START, "read").workload();
        Explanation explanation = ofSyscall(workload, RuntimeCallSets.EMPTY, "clock_gettime");
        assertThat(explanation.found()).isTrue();
        assertThat(explanation.evidence()).isEmpty();
        assertThat(explanation.implied()).singleElement().asString().startsWith("the vDSO makes this call");
        assertThat(ofSyscall(workload, RuntimeCallSets.EMPTY, "read").implied()).isEmpty();
    }

    @Test
    void aNameThatNoCallHasIsRefused() {
        assertThatThrownBy(() -> ofSyscall(new SampleBaseline().workload(), RuntimeCallSets.EMPTY, "raed"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("raed");
    }

    @Test
    void aCapabilityHasTheCallsThatAskedForIt() {
        Workload workload = new SampleBaseline().calls(Stage.START, "mount")
                .capability(Capability.CAP_SYS_ADMIN, "mount", NEEDED)
                .capability(Capability.CAP_SYS_ADMIN, "brk", NEEDED | CapabilityCheck.ACCOUNTING)
                .granted(Capability.CAP_SYS_ADMIN).workload();
        Explanation explanation = Explanation.ofCapability(workload, Capability.CAP_SYS_ADMIN);
        assertThat(explanation.evidence()).extracting(Explanation.Sign::what)
                .containsExactly("mount: needed", "brk: memory accounting, never a need");
        assertThat(explanation.dockerDefault()).isEqualTo("does not grant it; this workload had it");
        assertThat(explanation.risks()).singleElement().asString().contains("nearly root");
    }

    @Test
    void aWorkloadThatWasGrantedNothingIsNotTakenForOneOfDockersDefaults() {
        Workload nothing = new SampleBaseline().calls(Stage.START, "chroot").granted().workload();
        assertThat(Explanation.ofCapability(nothing, Capability.CAP_CHOWN).dockerDefault()).isEqualTo("grants it; this workload did not have it");
        assertThat(ofSyscall(nothing, RuntimeCallSets.EMPTY, "chroot").dockerDefault()).isEqualTo("errno 1");
        Workload unknown = new SampleBaseline().calls(Stage.START, "chroot").workload();
        assertThat(Explanation.ofCapability(unknown, Capability.CAP_CHOWN).dockerDefault()).isEqualTo("grants it");
        assertThat(ofSyscall(unknown, RuntimeCallSets.EMPTY, "chroot").dockerDefault()).startsWith("allow");
    }

    private static Explanation ofSyscall(Workload workload, RuntimeCallSets known, String syscall) {
        return Explanation.ofSyscall(workload, known, new Advisor().advise(workload, known, AdviceOptions.DEFAULT.withoutRuntimeCalls(true)), syscall);
    }
}
