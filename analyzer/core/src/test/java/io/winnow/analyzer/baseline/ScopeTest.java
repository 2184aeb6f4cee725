// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import static io.winnow.analyzer.baseline.Events.serve;
import static io.winnow.analyzer.baseline.Events.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemFlags;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScopeTest {

    private static final int GRANTED_HERE = CapabilityCheck.GRANTED | CapabilityCheck.INITIAL_NS;

    private static Scope of(Item... items) {
        BaselineBuilder builder = new BaselineBuilder();
        for (Item item : items) {
            builder.see(item, Observations.by(1));
        }
        return new Scope(builder.build());
    }

    private static Item capability(int capability, int nr, int bits) {
        return new Item(ItemKind.CAPABILITY, Abi.X86_64, Stage.SERVE, capability, nr, bits);
    }

    @Test
    void theEntrypointsTreeIsOneWhetherItStartsOrServes() {
        assertThat(of(start(1)).covers(serve(1), 0)).isTrue();
        assertThat(of(start(1)).covers(serve(2), 0)).isFalse();
    }

    @Test
    void aDangerousCallOfTheStartIsOutsideWhileItServes() {
        int mount = SampleBaseline.number("mount");
        assertThat(of(start(mount)).covers(start(mount), 0)).isTrue();
        assertThat(of(start(mount)).covers(serve(mount), 0)).isFalse();
        assertThat(of(start(mount)).syscalls(Stage.SERVE, Abi.X86_64)).isEmpty();
        assertThat(of(start(mount)).syscalls(Stage.START, Abi.X86_64)).containsExactly(mount);
        assertThat(of(start(mount), serve(mount)).covers(serve(mount), 0)).isTrue();
        assertThat(of(start(mount), serve(mount)).syscalls(Stage.SERVE, Abi.X86_64)).containsExactly(mount);
        assertThat(of(serve(mount)).covers(start(mount), 0)).as("the other way round").isTrue();
        assertThat(of(start(mount)).covers(Item.syscall(Abi.X86_64, Stage.EXEC, mount), 0)).as("a session").isTrue();
    }

    @Test
    void anExecSessionMayDoWhatTheEntrypointDoesButNotTheOtherWayRound() {
        Item exec = Item.syscall(Abi.X86_64, Stage.EXEC, 1);
        assertThat(of(start(1)).covers(exec, 0)).isTrue();
        assertThat(of(exec).covers(start(1), 0)).isFalse();
        assertThat(of(exec).covers(exec, 0)).isTrue();
    }

    @Test
    void aNumberOfAnotherAbiIsAnotherCall() {
        assertThat(of(serve(1)).covers(Item.syscall(Abi.I386, Stage.SERVE, 1), 0)).isFalse();
    }

    @Test
    void theRuntimesStepsAreNoNewsAndAllowNothing() {
        Item mount = Item.syscall(Abi.X86_64, Stage.SETUP, 165);
        assertThat(of().covers(mount, 0)).isTrue();
        assertThat(of(mount).covers(serve(165), 0)).isFalse();
    }

    @Test
    void aContainerWithTheLesserCapabilityThatTheAdviceNamesIsInside() {
        int openat = 257;
        int overrides = 1;
        int reads = 2;
        Scope scope = of(capability(reads, openat, CapabilityCheck.INITIAL_NS), capability(overrides, openat, GRANTED_HERE));
        assertThat(scope.covers(capability(reads, openat, GRANTED_HERE), 0)).isTrue();
        assertThat(of(capability(reads, openat, CapabilityCheck.INITIAL_NS)).covers(capability(reads, openat, GRANTED_HERE), 0)).as("nothing was granted").isFalse();
        assertThat(of(capability(overrides, openat, GRANTED_HERE)).covers(capability(reads, openat, GRANTED_HERE), 0)).as("nothing was refused").isFalse();
    }

    @Test
    void whatASandboxOfTheWorkloadIsGrantedIsInsideAndWhatTheContainersNamespaceIsAskedForIsNot() {
        assertThat(of().covers(capability(21, 165, CapabilityCheck.GRANTED), 0)).isTrue();
        assertThat(of().covers(capability(21, 165, CapabilityCheck.GRANTED | CapabilityCheck.OWN_NS), 0)).isFalse();
        assertThat(of(capability(21, 165, GRANTED_HERE)).covers(capability(21, 165, CapabilityCheck.GRANTED | CapabilityCheck.OWN_NS), 0)).isTrue();
    }

    @Test
    void whatIsHeldIsNoNews() {
        assertThat(of().covers(new Item(ItemKind.HELD, Abi.X86_64, Stage.SERVE, 1, 126, 1 << 10), 0)).isTrue();
    }

    @Test
    void aRefusalIsCoveredByTheSameRefusalAndAllowsNothing() {
        Item refused = new Item(ItemKind.DENIAL, Abi.X86_64, Stage.SERVE, 0, 165, 1);
        assertThat(of().covers(refused, 0)).isFalse();
        assertThat(of(refused).covers(refused, 0)).isTrue();
        assertThat(of(refused).covers(serve(165), 0)).isFalse();
    }

    @Test
    void aCapabilityThatWasGrantedMayBeRefusedInAnyCallAndNotTheOtherWayRound() {
        Scope scope = of(capability(0, 92, GRANTED_HERE));
        assertThat(scope.covers(capability(0, 93, CapabilityCheck.INITIAL_NS), 0)).isTrue();
        assertThat(of(capability(0, 92, CapabilityCheck.INITIAL_NS)).covers(capability(0, 92, GRANTED_HERE), 0)).isFalse();
        assertThat(scope.covers(capability(1, 92, GRANTED_HERE), 0)).isFalse();
        assertThat(scope.covers(capability(21, 9, GRANTED_HERE | CapabilityCheck.ACCOUNTING), 0)).isTrue();
    }

    @Test
    void anOpenSetCoversEveryValue() {
        Item value = new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.SERVE, 0, 41, 99);
        BaselineBuilder open = new BaselineBuilder()
                .see(ArgumentSet.setOf(value), new Observations(1, 1, 64, ItemFlags.UNCONSTRAINED, Optional.empty()));
        assertThat(new Scope(open.build()).covers(value, 0)).isTrue();
        assertThat(of(serve(41)).covers(value, 0)).isFalse();
    }
}
