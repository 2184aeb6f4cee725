// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.analyzer.seccomp.Action;
import io.winnow.analyzer.seccomp.Architecture;
import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.FilterFlag;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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

    /** lseek takes 64 bits, socket 32: what compares half of them is wider there, and the same here. */
    @Test
    void halfAConditionIsWiderWhereTheKernelReadsAllOfTheArgument() {
        Side whole = side(Rule.allow("lseek", ArgCondition.equal(1, 0)));
        Side half = side(Rule.allow("lseek", ArgCondition.maskedEqual(1, 0xffff_ffffL, 0)));
        assertThat(allows(half, "lseek", 3, 1L << 32)).isTrue();
        assertThat(allows(whole, "lseek", 3, 1L << 32)).isFalse();
        assertThat(Difference.between(whole, half).wider()).isTrue();
        assertThat(Difference.between(half, whole).wider()).isFalse();

        Side family = side(Rule.allow("socket", ArgCondition.equal(0, 2)));
        Side int32 = side(Rule.allow("socket", ArgCondition.maskedEqual(0, 0xffff_ffffL, 2)));
        assertThat(Difference.between(family, int32).wider()).isFalse();
    }

    @Test
    void anAbiOf32BitsHasNoOtherHalf() {
        Side whole = x86(Rule.allow("read"), Rule.allow("_llseek", ArgCondition.equal(1, 0)));
        Side half = x86(Rule.allow("read"), Rule.allow("_llseek", ArgCondition.maskedEqual(1, 0xffff_ffffL, 0)));
        assertThat(Difference.between(whole, half).same()).isTrue();
    }

    @Test
    void aCallThatAMultiplexerCarriesMakesThatWider() {
        Difference difference = Difference.between(x86(Rule.allow("read")), x86(Rule.allow(List.of("read", "send"))));
        assertThat(difference.calls()).singleElement().satisfies(call -> {
            assertThat(call.abi()).isEqualTo(Abi.I386);
            assertThat(call.syscall()).isEqualTo("socketcall");
            assertThat(call.b().text()).isEqualTo("allow where arg0 = 0x9, else errno 1");
        });
        assertThat(difference.wider()).isTrue();
    }

    @Test
    void toLeaveACallToAnotherProcessIsWiderThanToRefuseItAndNarrowerThanToAllowIt() {
        Side refused = side(Rule.allow("read"));
        Side allowed = side(Rule.allow(List.of("read", "mount")));
        for (Action action : List.of(Action.NOTIFY, Action.TRACE)) {
            Side asked = side(Rule.allow("read"), new Rule(List.of("mount"), action, OptionalInt.empty(), List.of()));
            Side sometimes = side(Rule.allow("read"), new Rule(List.of("mount"), action, OptionalInt.empty(), List.of(ArgCondition.equal(3, 0))));
            assertThat(Difference.between(refused, asked).wider()).isTrue();
            assertThat(Difference.between(asked, allowed).wider()).isTrue();
            assertThat(Difference.between(sometimes, asked).wider()).isTrue();
            assertThat(Difference.between(asked, sometimes).wider()).isFalse();
            assertThat(Difference.between(asked, refused).wider()).isFalse();
            assertThat(Difference.between(allowed, asked).wider()).isFalse();
        }
    }

    @Test
    void anotherListenerIsWider() {
        Side listener = side(new Rule(List.of("mount"), Action.NOTIFY, OptionalInt.empty(), List.of()));
        Side tracer = side(new Rule(List.of("mount"), Action.TRACE, OptionalInt.empty(), List.of()));
        assertThat(Difference.between(listener, tracer).wider()).isTrue();
        assertThat(Difference.between(tracer, listener).wider()).isTrue();
    }

    @Test
    void anAbiThatOnlyAsksIsWiderThanOneThatKills() {
        SeccompProfile asking = new SeccompProfile(Action.ERRNO, OptionalInt.empty(), List.of(Architecture.X86),
                Set.of(), List.of(new Rule(List.of("mount"), Action.NOTIFY, OptionalInt.empty(), List.of())));
        SeccompProfile without = new SeccompProfile(Action.ERRNO, OptionalInt.empty(), List.of(), Set.of(), asking.rules());
        assertThat(Difference.between(new Side("a", without, Optional.empty()), new Side("b", asking, Optional.empty())).wider()).isTrue();
    }

    @Test
    void flagsAreCompared() {
        assertThat(between(Set.of(FilterFlag.LOG), Set.of(FilterFlag.LOG)).same()).isTrue();
        assertThat(between(Set.of(), Set.of(FilterFlag.LOG)).same()).isFalse();
        assertThat(between(Set.of(), Set.of(FilterFlag.LOG)).wider()).isFalse();
        assertThat(between(Set.of(FilterFlag.LOG), Set.of(FilterFlag.TSYNC)).wider()).isFalse();
    }

    @Test
    void aFilterThatLeavesSpeculationOpenIsWider() {
        assertThat(between(Set.of(FilterFlag.LOG), Set.of(FilterFlag.LOG, FilterFlag.SPEC_ALLOW)).wider()).isTrue();
        assertThat(between(Set.of(), Set.of(FilterFlag.SPEC_ALLOW)).wider()).isTrue();
        assertThat(between(Set.of(FilterFlag.LOG), Set.of()).wider()).as("without flags the runtime may choose to").isTrue();
        assertThat(between(Set.of(FilterFlag.SPEC_ALLOW), Set.of()).wider()).isFalse();
        assertThat(between(Set.of(FilterFlag.SPEC_ALLOW), Set.of(FilterFlag.LOG)).wider()).isFalse();
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

    private static Difference between(Set<FilterFlag> a, Set<FilterFlag> b) {
        SeccompProfile profile = SeccompProfile.refusing(List.of(), List.of(Rule.allow("read")));
        return Difference.between(new Side("a", profile.withFlags(a), Optional.empty()), new Side("b", profile.withFlags(b), Optional.empty()));
    }

    private static boolean allows(Side side, String syscall, long... args) {
        return new Evaluator(side.profile()).evaluate(Abi.X86_64, SyscallTable.number(Abi.X86_64, syscall).orElseThrow(), args).allows();
    }

    private static Side x86(Rule... rules) {
        return new Side("side", SeccompProfile.refusing(List.of(Architecture.X86), List.of(rules)), Optional.empty());
    }

    private static Side side(Rule... rules) {
        return new Side("side", SeccompProfile.refusing(List.of(), List.of(rules)), Optional.empty());
    }
}
