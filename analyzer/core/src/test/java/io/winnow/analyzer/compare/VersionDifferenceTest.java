// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.analyzer.baseline.StartedFrom;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Stage;
import org.junit.jupiter.api.Test;

/** How two versions of a workload differ. */
class VersionDifferenceTest {

    private static final int NEEDED = CapabilityCheck.GRANTED | CapabilityCheck.INITIAL_NS;
    private static final long AF_INET = 2;
    private static final long AF_ALG = 38;

    @Test
    void aVersionIsTheSameAsItself() {
        Workload web = new SampleBaseline().calls(Stage.SERVE, "read").argument("socket", 0, AF_INET).workload();
        VersionDifference difference = VersionDifference.between(web, web);
        assertThat(difference.added()).isEmpty();
        assertThat(difference.gone().orElseThrow()).isEmpty();
    }

    @Test
    void callsArgumentsAndCapabilitiesThatCameAndWentAreNamed() {
        Workload old = new SampleBaseline().calls(Stage.SERVE, "socket", "select").argument("socket", 0, AF_INET).capability(Capability.CAP_CHOWN, "chown", NEEDED).workload();
        Workload now = new SampleBaseline().calls(Stage.SERVE, "socket", "ptrace").argument("socket", 0, AF_INET, AF_ALG)
                .capability(Capability.CAP_SYS_PTRACE, "ptrace", NEEDED).workload();
        VersionDifference difference = VersionDifference.between(old, now);
        assertThat(difference.added()).containsExactly("ptrace", "socket(family=AF_ALG)", "CAP_SYS_PTRACE granted in ptrace");
        assertThat(difference.gone().orElseThrow()).containsExactly("select", "CAP_CHOWN granted in chown");
    }

    @Test
    void whatIsNoViolationIsNoDifference() {
        Workload old = new SampleBaseline().calls(Stage.START, "read").openSet("socket", 0).workload();
        Workload now = new SampleBaseline().calls(Stage.SERVE, "read").calls(Stage.SETUP, "mount").argument("socket", 0, AF_INET).workload();
        assertThat(VersionDifference.between(old, now).added()).isEmpty();
    }

    @Test
    void ofOneThatStartedFromABaselineOnlyWhatLiesOutsideIsKnown() {
        Workload old = new SampleBaseline().calls(Stage.SERVE, "read", "select").workload();
        Baseline beyond = new SampleBaseline().calls(Stage.SERVE, "ptrace").build();
        Workload now = new Workload(new WorkloadId("web", "sha256:2"), BaselineState.FROZEN, StartedFrom.baseline(old, 7), beyond, 7);
        VersionDifference difference = VersionDifference.between(old, now);
        assertThat(difference.added()).as("though no operator has approved it").containsExactly("ptrace");
        assertThat(difference.gone()).isEmpty();
    }
}
