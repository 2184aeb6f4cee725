// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import static io.winnow.analyzer.violation.Sample.argument;
import static io.winnow.analyzer.violation.Sample.call;
import static io.winnow.analyzer.violation.Sample.denial;
import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.baseline.ArgumentSet;
import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.collector.document.PolicyDocument;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Denial;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemFlags;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.Stage;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FrozenBaselineTest {

    private static final int ASKED = CapabilityCheck.INITIAL_NS;
    private static final int GRANTED = CapabilityCheck.INITIAL_NS | CapabilityCheck.GRANTED;

    private final SampleBaseline learned = new SampleBaseline()
            .calls(Stage.SETUP, "mount")
            .calls(Stage.START, "openat", "socket", "mmap")
            .calls(Stage.SERVE, "accept4", "setsockopt")
            .calls(Stage.EXEC, "kill");

    @Test
    void whatTheEntrypointDidInOneStageIsInsideInTheOther() {
        assertInside(call(Stage.START, "openat"));
        assertInside(call(Stage.SERVE, "openat"));
        assertInside(call(Stage.START, "accept4"));
    }

    @Test
    void aCallThatWasNeverSeenIsOutside() {
        assertOutside(call(Stage.SERVE, "unshare"), ViolationKind.SYSCALL);
    }

    @Test
    void aDangerousCallOfTheStartIsAKindOfItsOwnWhileItServesUntilItIsAccepted() {
        learned.calls(Stage.START, "setns");
        assertOutside(call(Stage.SERVE, "setns"), ViolationKind.START_ONLY);
        assertInside(call(Stage.START, "setns"));
        learned.calls(Stage.SERVE, "setns");
        assertInside(call(Stage.SERVE, "setns"));
    }

    @Test
    void aNumberBeyondEveryTableIsOutside() {
        assertOutside(Item.syscall(Abi.X86_64, Stage.SERVE, Layout.SYSCALLS), ViolationKind.SYSCALL);
    }

    @Test
    void aNumberBeyondEveryTableThatWasLearnedIsInsideAndSoIsItsAnswer() {
        Item answered = new Item(ItemKind.DENIAL, Abi.X86_64, Stage.SERVE, 0, Layout.SYSCALLS, 38);
        Item refused = new Item(ItemKind.DENIAL, Abi.X86_64, Stage.SERVE, 0, Layout.SYSCALLS, 1);
        assertOutside(answered, ViolationKind.DENIAL);
        learned.item(Item.syscall(Abi.X86_64, Stage.START, Layout.SYSCALLS));
        assertInside(Item.syscall(Abi.X86_64, Stage.SERVE, Layout.SYSCALLS));
        assertInside(answered);
        assertOutside(refused, ViolationKind.DENIAL);
    }

    @Test
    void anExecSessionMayDoWhatTheEntrypointDoesButNotTheOtherWayRound() {
        assertInside(call(Stage.EXEC, "openat"));
        assertInside(call(Stage.EXEC, "kill"));
        assertOutside(call(Stage.SERVE, "kill"), ViolationKind.SYSCALL);
    }

    @Test
    void theRuntimesOwnStepsAreNotJudgedAndAllowNothing() {
        assertInside(call(Stage.SETUP, "pivot_root"));
        assertOutside(call(Stage.SERVE, "mount"), ViolationKind.SYSCALL);
    }

    @Test
    void aProcessThatLeavesTheCgroupIsAViolationOfItsOwnKind() {
        Item left = new Item(ItemKind.LEFT_CGROUP, Abi.X86_64, Stage.SERVE, 0, 0, 0);
        assertOutside(left, ViolationKind.LEFT_CGROUP);
        learned.item(new Item(ItemKind.LEFT_CGROUP, Abi.X86_64, Stage.START, 0, 0, 0));
        assertInside(left);
    }

    @Test
    void aTableThatWasNeverUsedIsAViolationOfItsOwnKind() {
        int open = 5; // of i386; on x86_64 the number is fstat
        assertOutside(Item.syscall(Abi.I386, Stage.SERVE, open), ViolationKind.ABI);
    }

    @Test
    void aNumberOfOneTableIsNotThatOfAnother() {
        learned.item(Item.syscall(Abi.I386, Stage.SERVE, 1));
        assertInside(Item.syscall(Abi.I386, Stage.SERVE, 1));
        assertOutside(Item.syscall(Abi.X86_64, Stage.SERVE, 1), ViolationKind.SYSCALL);
        assertOutside(Item.syscall(Abi.I386, Stage.SERVE, 2), ViolationKind.SYSCALL);
    }

    @Test
    void anArgumentOutsideItsClosedSetIsOutside() {
        learned.argument("socket", 0, 1, 2);
        assertInside(argument(Stage.SERVE, "socket", 0, 2));
        assertOutside(argument(Stage.SERVE, "socket", 0, 38), ViolationKind.ARGUMENT);
        assertOutside(argument(Stage.SERVE, "socket", 1, 2), ViolationKind.ARGUMENT);
    }

    @Test
    void aCallWhoseArgumentWasNeverNotedHasAnEmptySet() {
        assertOutside(argument(Stage.SERVE, "mmap", 2, 5), ViolationKind.ARGUMENT);
    }

    @Test
    void anOpenSetTakesNoDangerThatItDidNotHave() {
        learned.argument("socket", 0, 1).openSet("socket", 0);
        Item danger = argument(Stage.SERVE, "socket", Item.DANGER, 38);
        assertOutside(danger, ViolationKind.ARGUMENT);
        learned.item(argument(Stage.START, "socket", Item.DANGER, 38));
        assertInside(danger);
    }

    @Test
    void aDangerInAClosedSetIsJudgedAsItsValueIfTheKernelKeptIt() {
        learned.argument("socket", 0, 1, 2);
        Item danger = argument(Stage.SERVE, "socket", Item.DANGER, 38);
        assertInside(danger);
        assertThat(frozen().judge(danger, ItemFlags.UNCONSTRAINED)).contains(ViolationKind.ARGUMENT);
    }

    @Test
    void anOpenSetTakesEveryValue() {
        learned.argument("socket", 0, 1).openSet("socket", 0);
        assertInside(argument(Stage.SERVE, "socket", 0, 38));
    }

    @Test
    void aSetThatOverflowsNowIsOutsideWhereItWasClosed() {
        learned.argument("socket", 0, 1);
        Item set = argument(Stage.SERVE, "socket", 0 | ArgumentSet.MARK, 0);
        assertThat(frozen().judge(set, ItemFlags.UNCONSTRAINED)).contains(ViolationKind.ARGUMENT);
        assertThat(frozen().judge(set, 0)).isEmpty();
    }

    @Test
    void ofAnOutOfProfileCallTheDangerousArgumentsAloneAreReported() {
        assertInside(argument(Stage.SERVE, "unshare", 0, 0x400));
        assertOutside(argument(Stage.SERVE, "unshare", 0, 0x10000000), ViolationKind.ARGUMENT);
    }

    @Test
    void aCapabilityThatWasNeverAskedForIsOutsideWhateverTheVerdict() {
        learned.capability(Capability.CAP_CHOWN, "openat", GRANTED);
        assertInside(capability(Capability.CAP_CHOWN, "accept4", GRANTED));
        assertOutside(capability(Capability.CAP_SYS_ADMIN, "openat", GRANTED), ViolationKind.CAPABILITY);
        assertOutside(capability(Capability.CAP_SYS_ADMIN, "openat", ASKED), ViolationKind.CAPABILITY);
    }

    @Test
    void aCapabilityThatWasGrantedMayBeRefusedNowButNotTheOtherWayRound() {
        learned.capability(Capability.CAP_CHOWN, "openat", GRANTED).capability(Capability.CAP_SYS_TIME, "openat", ASKED);
        assertInside(capability(Capability.CAP_CHOWN, "openat", ASKED));
        assertOutside(capability(Capability.CAP_SYS_TIME, "openat", GRANTED), ViolationKind.CAPABILITY);
    }

    @Test
    void checksThatTheKernelMakesForItselfAreNoViolation() {
        for (int bit : new int[] {CapabilityCheck.ACCOUNTING, CapabilityCheck.OVERRIDDEN, CapabilityCheck.PROBE}) {
            assertInside(capability(Capability.CAP_SYS_ADMIN, "mmap", GRANTED | bit));
        }
    }

    @Test
    void aRefusalIsOutsideUnlessItWasLearnedOrTheProfilePlansIt() {
        learned.item(denial("openat", 13));
        FrozenBaseline frozen = new FrozenBaseline(learned.build(),
                new ImplicitAllowances(Set.of(new ImplicitAllowances.IntendedRefusal(Abi.X86_64, SampleBaseline.number("clone3"), 38)), Set.of(), Set.of(), 1));
        assertThat(frozen.judge(denial("openat", 13), 0)).isEmpty();
        assertThat(frozen.judge(denial("clone3", 38), 0)).isEmpty();
        assertThat(frozen.judge(denial("clone3", 1), 0)).contains(ViolationKind.DENIAL);
        assertThat(frozen.judge(denial("openat", 1), 0)).contains(ViolationKind.DENIAL);
    }

    @Test
    void whatTheWorkloadsOwnFilterAnsweredIsInsideWhateverTheAnswer() {
        learned.item(denial("mkdir", Denial.OWN | 1));
        assertInside(denial("mkdir", Denial.OWN | 1));
        assertInside(denial("mkdir", Denial.OWN | 2));
        assertOutside(denial("mkdir", 1), ViolationKind.DENIAL);
        assertOutside(call(Stage.SERVE, "mkdir"), ViolationKind.SYSCALL);
    }

    @Test
    void anAnswerThatTheProfileDoesNotGiveIsTheWorkloadsOwnWhereItHasAFilter() {
        assertInside(denial("rmdir", Denial.OWN | 13));
        assertInside(denial("rmdir", Denial.OWN | Denial.SIGNAL));
        assertInside(denial("openat", Denial.OWN | 1));
        assertOutside(denial("rmdir", Denial.OWN | 1), ViolationKind.DENIAL);
        assertOutside(denial("rmdir", 13), ViolationKind.DENIAL);
    }

    @Test
    void flagsThatALibraryMayAddAreNotJudged() {
        learned.calls(Stage.SERVE, "clone").argument("socket", 1, 1).argument("clone", 0, 0x1200011);
        assertInside(argument(Stage.SERVE, "socket", 1, 0x80801));
        assertInside(argument(Stage.SERVE, "clone", 0, 0x11));
        assertOutside(argument(Stage.SERVE, "socket", 1, 3), ViolationKind.ARGUMENT);
        assertOutside(argument(Stage.SERVE, "clone", 0, 0x10000011), ViolationKind.ARGUMENT);
    }

    @Test
    void whatTheProfileConcedesIsInsideWithAllItsArguments() {
        int clone = SampleBaseline.number("clone");
        FrozenBaseline frozen = new FrozenBaseline(learned.build(), new ImplicitAllowances(Set.of(), Set.of(new ImplicitAllowances.Call(Abi.X86_64, clone)), Set.of(), 1));
        assertThat(frozen.judge(call(Stage.SERVE, "clone"), 0)).isEmpty();
        assertThat(frozen.judge(argument(Stage.SERVE, "clone", 0, 0x3d0f00), 0)).isEmpty();
    }

    @Test
    void anOpcodeAndAProgramThatWereNeverSeenAreOutside() {
        learned.item(new Item(ItemKind.IO_URING, Abi.X86_64, Stage.SERVE, 0, 0, 13)).item(new Item(ItemKind.EXECUTABLE, Abi.X86_64, Stage.START, 0, 0, 1));
        assertInside(new Item(ItemKind.IO_URING, Abi.X86_64, Stage.SERVE, 0, 0, 13));
        assertOutside(new Item(ItemKind.IO_URING, Abi.X86_64, Stage.SERVE, 0, 0, 18), ViolationKind.IO_URING);
        assertInside(new Item(ItemKind.EXECUTABLE, Abi.X86_64, Stage.SERVE, 0, 0, 1));
        assertOutside(new Item(ItemKind.EXECUTABLE, Abi.X86_64, Stage.SERVE, 0, 0, 2), ViolationKind.EXECUTABLE);
    }

    @Test
    void theKernelsPolicyNamesEveryStageButSetupAndAllowsWhatIsInside() {
        FrozenBaseline frozen = new FrozenBaseline(learned.build(), new ImplicitAllowances(Set.of(), Set.of(new ImplicitAllowances.Call(Abi.X86_64, 60)), Set.of(), 1));
        assertThat(frozen.allowedCalls()).extracting(PolicyDocument.AllowedCalls::stage).doesNotContain(Stage.SETUP).contains(Stage.START, Stage.SERVE, Stage.EXEC);
        for (PolicyDocument.AllowedCalls allowedCalls : frozen.allowedCalls()) {
            for (int nr = 0; nr < Layout.SYSCALLS; nr++) {
                boolean inside = frozen.judge(Item.syscall(allowedCalls.abi(), allowedCalls.stage(), nr), 0).isEmpty();
                assertThat(allowedCalls.numbers().contains(nr)).as("%s %s %d", allowedCalls.stage(), allowedCalls.abi(), nr).isEqualTo(inside);
            }
        }
    }

    private static Item capability(Capability capability, String call, int bits) {
        return new Item(ItemKind.CAPABILITY, Abi.X86_64, Stage.SERVE, capability.number(), SampleBaseline.number(call), bits);
    }

    private FrozenBaseline frozen() {
        return new FrozenBaseline(learned.build(), ImplicitAllowances.NONE);
    }

    private void assertInside(Item item) {
        assertThat(frozen().judge(item, 0)).as("%s", item).isEmpty();
    }

    private void assertOutside(Item item, ViolationKind kind) {
        assertThat(frozen().judge(item, 0)).as("%s", item).contains(kind);
    }
}
