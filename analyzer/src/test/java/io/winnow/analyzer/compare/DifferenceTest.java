// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.Architecture;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Stage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How two things differ. */
class DifferenceTest {

    private static final int NEEDED = CapabilityCheck.GRANTED | CapabilityCheck.INITIAL_NS;

    @Test
    void aThingIsTheSameAsItself() {
        Side docker = Side.dockerDefault(Capability.dockerDefault());
        Difference difference = Difference.between(docker, docker);
        assertThat(difference.same()).isTrue();
        assertThat(difference.wider()).isFalse();
    }

    @Test
    void namesWhatOnlyOneAllows() {
        Difference difference = Difference.between(side(Rule.allow(List.of("read", "mount"))), side(Rule.allow(List.of("read", "bpf"))));
        assertThat(difference.calls()).extracting(Difference.CallDifference::abi, Difference.CallDifference::syscall, Difference.CallDifference::kind)
                .containsExactly(
                        tuple(Abi.X86_64, "bpf", Difference.Kind.ONLY_B),
                        tuple(Abi.X86_64, "mount", Difference.Kind.ONLY_A));
        assertThat(difference.wider()).isTrue();
    }

    @Test
    void anAbiThatOnlyOneKnowsIsOneDifference() {
        SeccompProfile both = SeccompProfile.refusing(List.of(Architecture.X86_64, Architecture.X86), List.of(Rule.allow(List.of("read", "write"))));
        Side more = new Side("more", both, Optional.empty());
        Difference difference = Difference.between(side(Rule.allow(List.of("read", "write"))), more);
        assertThat(difference.calls()).singleElement().satisfies(call -> {
            assertThat(call.abi()).isEqualTo(Abi.I386);
            assertThat(call.syscall()).isEqualTo(Difference.THE_WHOLE_ABI);
            assertThat(call.kind()).isEqualTo(Difference.Kind.ONLY_B);
        });
        assertThat(difference.wider()).isTrue();
        assertThat(Difference.between(more, side(Rule.allow(List.of("read", "write")))).wider()).isFalse();
    }

    @Test
    void takingAwayIsNotWider() {
        Difference difference = Difference.between(side(Rule.allow(List.of("read", "mount"))), side(Rule.allow("read")));
        assertThat(difference.same()).isFalse();
        assertThat(difference.wider()).isFalse();
    }

    @Test
    void fewerArgumentsAreNarrowerAndMoreAreWider() {
        Side all = side(Rule.allow("socket"));
        Side one = side(Rule.allow("socket", ArgCondition.equal(0, 2)));
        assertThat(Difference.between(all, one).wider()).isFalse();
        assertThat(Difference.between(one, all).wider()).isTrue();
        assertThat(Difference.between(all, one).calls()).singleElement().extracting(Difference.CallDifference::kind).isEqualTo(Difference.Kind.OTHER);
    }

    @Test
    void anotherErrnoIsADifferenceAndNotWider() {
        Difference difference = Difference.between(side(Rule.allow("read")), side(Rule.allow("read"), Rule.refuse("clone3", 38)));
        assertThat(difference.calls()).singleElement().extracting(call -> call.b().text()).isEqualTo("errno 38");
        assertThat(difference.wider()).isFalse();
    }

    @Test
    void capabilitiesCountWhereBothSaySomething() {
        SeccompProfile profile = SeccompProfile.refusing(List.of(), List.of(Rule.allow("read")));
        Side none = new Side("a", profile, Optional.of(Set.of()));
        Side some = new Side("b", profile, Optional.of(Set.of(Capability.CAP_SYS_TIME)));
        assertThat(Difference.between(none, some).capabilitiesOnlyInB()).containsExactly(Capability.CAP_SYS_TIME);
        assertThat(Difference.between(none, some).wider()).isTrue();
        assertThat(Difference.between(some, none).wider()).isFalse();
        assertThat(Difference.between(new Side("c", profile, Optional.empty()), some).same()).isTrue();
    }

    @Test
    void aSmallWorkloadIsNarrowerThanDockersDefault() {
        Side workload = Side.of(new SampleBaseline().calls(Stage.START, "read", "socket").argument("socket", 0, 2)
                .capability(Capability.CAP_CHOWN, "chown", NEEDED).workload());
        assertThat(workload.capabilities()).contains(Set.of(Capability.CAP_CHOWN));
        assertThat(Difference.between(Side.dockerDefault(Capability.dockerDefault()), workload).wider()).isFalse();
    }

    @Test
    void aWorkloadThatMountsIsWiderThanDockersDefault() {
        Side workload = Side.of(new SampleBaseline().calls(Stage.START, "read", "mount").workload());
        Difference difference = Difference.between(Side.dockerDefault(Capability.dockerDefault()), workload);
        assertThat(difference.calls()).filteredOn(Difference.CallDifference::wider).extracting(Difference.CallDifference::syscall).containsExactly("mount");
    }

    private static Side side(Rule... rules) {
        return new Side("side", SeccompProfile.refusing(List.of(), List.of(rules)), Optional.empty());
    }
}
