// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.analyzer.seccomp.Action;
import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.Stage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a profile would have refused. */
class WhatIfTest {

    private static final RuntimeIdentity RUNC = new RuntimeIdentity("runc", "1.1.5");

    @Test
    void nothingWhereEveryCallIsAllowed() {
        WhatIf answer = ask(new SampleBaseline().calls(Stage.SERVE, "read", "write"), Rule.allow(List.of("read", "write")));
        assertThat(answer.refusesNothing()).isTrue();
        assertThat(answer.refusals()).isEmpty();
    }

    @Test
    void exactlyTheCallThatTheProfileLacks() {
        WhatIf answer = ask(new SampleBaseline().calls(Stage.SERVE, "read", "write"), Rule.allow("read"));
        assertThat(answer.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.syscall()).isEqualTo("write");
            assertThat(refusal.outcome()).isEqualTo(new Outcome(Action.ERRNO, 1));
            assertThat(refusal.certain()).isTrue();
            assertThat(refusal.observations().provenance().orElseThrow().executable()).isEqualTo("/usr/sbin/nginx");
        });
        assertThat(answer.refusesNothing()).isFalse();
    }

    @Test
    void whatAProfileAnswersWithNotImplementedOnPurposeIsNoCertainRefusal() {
        WhatIf answer = ask(new SampleBaseline().calls(Stage.SERVE, "clone3"), Rule.refuse("clone3", 38));
        assertThat(answer.refusals()).singleElement().satisfies(refusal -> assertThat(refusal.certain()).isFalse());
        assertThat(answer.refusesNothing()).isTrue();
    }

    @Test
    void theValueOfAnArgument() {
        WhatIf answer = ask(new SampleBaseline().calls(Stage.SERVE, "socket").argument("socket", 0, 2, 38), Rule.allow("socket", ArgCondition.equal(0, 2)));
        assertThat(answer.refusals()).extracting(Refusal::argument).containsExactly("arg0 = 0x26");
    }

    @Test
    void whatTheRecordDoesNotShowIsSaidToDepend() {
        WhatIf unseen = ask(new SampleBaseline().calls(Stage.SERVE, "socket"), Rule.allow("socket", ArgCondition.equal(0, 2)));
        assertThat(unseen.refusals()).extracting(Refusal::certain).containsExactly(false);
        WhatIf open = ask(new SampleBaseline().calls(Stage.SERVE, "socket").argument("socket", 0, 2).openSet("socket", 0),
                Rule.allow("socket", ArgCondition.equal(0, 2)));
        assertThat(open.refusals()).extracting(Refusal::certain).containsExactly(false);
    }

    @Test
    void theRuntimesStepsBeforeTheFilterDoNotCount() {
        WhatIf answer = ask(new SampleBaseline().calls(Stage.SETUP, "mount").calls(Stage.START, "read"), Rule.allow("read"));
        assertThat(answer.refusesNothing()).isTrue();
    }

    @Test
    void theRuntimesStepsBehindTheFilterDo() {
        SampleBaseline baseline = new SampleBaseline().calls(Stage.START, "read").under(RUNC);
        RuntimeCallSets known = SampleBaseline.runtimeCallSets(RUNC, RuntimeCallsKind.PRIVILEGED, "read", "capset");
        WhatIf answer = WhatIf.of(baseline.workload(), known, profile(Rule.allow("read")), Optional.empty(), false);
        assertThat(answer.runtimeCallSets().values()).singleElement().isEqualTo(new TreeSet<>(Set.of("capset")));
        assertThat(answer.refusesNothing()).isFalse();
    }

    @Test
    void execSessionsCountWhereTheyAreAskedFor() {
        SampleBaseline baseline = new SampleBaseline().calls(Stage.EXEC, "ptrace");
        assertThat(WhatIf.of(baseline.workload(), RuntimeCallSets.EMPTY, profile(Rule.allow("read")), Optional.empty(), false).refusesNothing()).isTrue();
        assertThat(WhatIf.of(baseline.workload(), RuntimeCallSets.EMPTY, profile(Rule.allow("read")), Optional.empty(), true).refusals())
                .extracting(Refusal::stage).containsExactly(Stage.EXEC);
    }

    @Test
    void aCapabilityThatWasNeededAndIsNotGiven() {
        SampleBaseline baseline = new SampleBaseline().calls(Stage.START, "chown")
                .capability(Capability.CAP_CHOWN, "chown", CapabilityCheck.GRANTED | CapabilityCheck.INITIAL_NS);
        WhatIf answer = WhatIf.of(baseline.workload(), RuntimeCallSets.EMPTY, profile(Rule.allow("chown")), Optional.of(Set.of()), false);
        assertThat(answer.lacking()).containsExactly(Capability.CAP_CHOWN);
        assertThat(answer.refusesNothing()).isFalse();
    }

    private static WhatIf ask(SampleBaseline baseline, Rule... rules) {
        return WhatIf.of(baseline.workload(), RuntimeCallSets.EMPTY, profile(rules), Optional.empty(), false);
    }

    private static SeccompProfile profile(Rule... rules) {
        return SeccompProfile.refusing(List.of(), List.of(rules));
    }
}
