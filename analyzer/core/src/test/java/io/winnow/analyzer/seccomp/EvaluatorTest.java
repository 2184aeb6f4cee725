// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.winnow.analyzer.seccomp.Verdict.Reason;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.SyscallTable;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvaluatorTest {

    private static final int READ = 0;
    private static final int SOCKET = 41;
    private static final int PRCTL = 157;
    private static final int I386_SOCKETCALL = 102;
    private static final int I386_SOCKET = 359;
    private static final List<Architecture> ALL = List.of(Architecture.X86_64, Architecture.X86, Architecture.X32);

    @Test
    void answersWithTheRuleOrTheDefault() {
        Rule rule = Rule.allow(List.of("read", "write"));
        Evaluator evaluator = new Evaluator(SeccompProfile.refusing(ALL, List.of(rule)));

        Verdict read = evaluator.evaluate(Abi.X86_64, READ);
        assertThat(read.allows()).isTrue();
        assertThat(read.rule()).contains(rule);

        Verdict socket = evaluator.evaluate(Abi.X86_64, SOCKET);
        assertThat(socket.action()).isEqualTo(Action.ERRNO);
        assertThat(socket.errno()).isEqualTo(1);
        assertThat(socket.reason()).isEqualTo(Reason.DEFAULT);
    }

    @Test
    void answersEpermWhereNoErrnoIsGiven() {
        SeccompProfile profile = new SeccompProfile(Action.ERRNO, OptionalInt.empty(), ALL, Set.of(), List.of());

        assertThat(new Evaluator(profile).evaluate(Abi.X86_64, READ).returnValue()).isEqualTo(0x50001);
    }

    @Test
    void killsWhatComesThroughAnUnlistedAbi() {
        Evaluator evaluator = new Evaluator(SeccompProfile.refusing(List.of(), List.of(Rule.allow("read"))));

        assertThat(evaluator.evaluate(Abi.X86_64, READ).allows()).isTrue();
        for (Abi abi : List.of(Abi.I386, Abi.X32)) {
            Verdict verdict = evaluator.evaluate(abi, READ);
            assertThat(verdict.action()).isEqualTo(Action.KILL_THREAD);
            assertThat(verdict.reason()).isEqualTo(Reason.UNKNOWN_ARCHITECTURE);
        }
    }

    @Test
    void neverTakesANumberOfOneAbiForOneOfAnother() {
        Evaluator evaluator = new Evaluator(SeccompProfile.refusing(ALL, List.of(Rule.allow("socket"))));

        assertThat(evaluator.allowedSyscalls(Abi.X86_64)).containsExactly("socket");
        assertThat(evaluator.mayAllow(Abi.I386, SOCKET)).isFalse();
        assertThat(evaluator.evaluate(Abi.X86_64, SOCKET | 0x4000_0000).allows()).isTrue();
        assertThat(evaluator.evaluate(Abi.X86_64, SOCKET | 0x8000_0000).allows()).isFalse();
    }

    @Test
    void asksForAllConditionsOfARule() {
        Evaluator evaluator = new Evaluator(SeccompProfile.refusing(
                ALL, List.of(Rule.allow("socket", ArgCondition.equal(0, 2), ArgCondition.equal(1, 1)))));

        assertThat(evaluator.evaluate(Abi.X86_64, SOCKET, 2, 1).allows()).isTrue();
        assertThat(evaluator.evaluate(Abi.X86_64, SOCKET, 2, 3).allows()).isFalse();
        assertThat(evaluator.evaluate(Abi.X86_64, SOCKET, 10, 1).allows()).isFalse();
    }

    @Test
    void takesOneConditionForEnoughWhereAnArgumentHasTwo() {
        Rule rule = Rule.allow("socket", ArgCondition.equal(0, 2), ArgCondition.equal(0, 10), ArgCondition.equal(1, 1));
        Evaluator evaluator = new Evaluator(SeccompProfile.refusing(ALL, List.of(rule)));

        assertThat(evaluator.evaluate(Abi.X86_64, SOCKET, 2, 5).allows()).isTrue();
        assertThat(evaluator.evaluate(Abi.X86_64, SOCKET, 16, 1).allows()).isTrue();
        assertThat(evaluator.evaluate(Abi.X86_64, SOCKET, 16, 5).allows()).isFalse();
    }

    @Test
    void letsARuleWithoutConditionsDecideWhereverItStands() {
        Rule conditional = Rule.allow("prctl", ArgCondition.equal(0, 15));
        Rule refused = Rule.refuse("prctl", 22);
        for (List<Rule> rules : List.of(List.of(conditional, refused), List.of(refused, conditional))) {
            Evaluator evaluator = new Evaluator(SeccompProfile.refusing(ALL, rules));
            assertThat(evaluator.evaluate(Abi.X86_64, PRCTL, 15).errno()).isEqualTo(22);
        }
    }

    @Test
    void leavesOutRulesThatDoWhatTheDefaultDoes() {
        Rule asDefault = Rule.refuse("prctl", 1);
        Rule conditional = Rule.allow("prctl", ArgCondition.equal(0, 15));
        Evaluator evaluator = new Evaluator(SeccompProfile.refusing(ALL, List.of(asDefault, conditional)));

        assertThat(evaluator.evaluate(Abi.X86_64, PRCTL, 15).allows()).isTrue();
    }

    @Test
    void comparesWholeArgumentsOf64BitCallsAndTheLow32BitsOfOthers() {
        long above = 0x1_0000_000fL;
        Evaluator evaluator =
                new Evaluator(SeccompProfile.refusing(ALL, List.of(Rule.allow("prctl", ArgCondition.equal(0, 15)))));

        assertThat(evaluator.evaluate(Abi.X86_64, PRCTL, above).allows()).isFalse();
        assertThat(evaluator.evaluate(Abi.X32, PRCTL, above).allows()).isTrue();
        assertThat(evaluator.evaluate(Abi.I386, 172, above).allows()).isTrue();
    }

    @Test
    void comparesUnsigned() {
        Evaluator evaluator = new Evaluator(SeccompProfile.refusing(
                ALL, List.of(Rule.allow("prctl", new ArgCondition(0, Operator.GREATER_THAN, 0x7fff_ffff_ffff_ffffL, 0)))));

        assertThat(evaluator.evaluate(Abi.X86_64, PRCTL, -1).allows()).isTrue();
        assertThat(evaluator.evaluate(Abi.X86_64, PRCTL, 1).allows()).isFalse();
    }

    @Test
    void regardsOnlyBitsOfTheMaskInTheSecondValue() {
        ArgCondition condition = ArgCondition.maskedEqual(0, 0xf0, 0x12f);

        assertThat(condition.test(0x20)).isTrue();
        assertThat(condition.test(0x12f)).isTrue();
        assertThat(condition.test(0x30)).isFalse();
    }

    @Test
    void findsSocketsOfI386BehindSocketcallToo() {
        Evaluator evaluator =
                new Evaluator(SeccompProfile.refusing(ALL, List.of(Rule.allow("socket", ArgCondition.equal(0, 2)))));

        assertThat(evaluator.evaluate(Abi.I386, I386_SOCKET, 2).allows()).isTrue();
        assertThat(evaluator.evaluate(Abi.I386, I386_SOCKET, 38).allows()).isFalse();
        assertThat(evaluator.evaluate(Abi.I386, I386_SOCKETCALL, 1).allows()).isTrue();
        assertThat(evaluator.evaluate(Abi.I386, I386_SOCKETCALL, 2).allows()).isFalse();
    }

    @Test
    void answersEnosysAboveTheNewestNamedNumberOnlyWhereRuncLoadsTheProfile() {
        SeccompProfile profile = SeccompProfile.refusing(ALL, List.of(Rule.allow("read"), Rule.allow("socket")));

        Verdict runc = Evaluator.asLoadedByRunc(profile, SyscallTable::number).evaluate(Abi.X86_64, SOCKET + 1);
        assertThat(runc.reason()).isEqualTo(Reason.NEWER_THAN_PROFILE);
        assertThat(runc.returnValue()).isEqualTo(0x50026);
        assertThat(Evaluator.asLoadedByRunc(profile, SyscallTable::number).evaluate(Abi.X86_64, SOCKET - 1).errno()).isEqualTo(1);
        assertThat(new Evaluator(profile).evaluate(Abi.X86_64, SOCKET + 1).errno()).isEqualTo(1);
    }

    @Test
    void hasNoEnosysStubWhereTheDefaultLetsCallsThrough() {
        SeccompProfile profile = new SeccompProfile(
                Action.ALLOW, OptionalInt.empty(), ALL, Set.of(), List.of(Rule.refuse("read", 1)));

        assertThat(Evaluator.asLoadedByRunc(profile, SyscallTable::number).evaluate(Abi.X86_64, 400).allows()).isTrue();
    }

    @Test
    void ignoresNamesThatAnAbiDoesNotHave() {
        Evaluator evaluator = new Evaluator(SeccompProfile.refusing(
                ALL, List.of(Rule.allow(List.of("read", "no_such_call", "_llseek")))));

        assertThat(evaluator.allowedSyscalls(Abi.X86_64)).containsExactly("read");
        assertThat(evaluator.allowedSyscalls(Abi.I386)).containsExactly("_llseek", "read");
    }

    @Test
    void saysWhichCallsLibseccompMayCompileOtherwise() {
        Rule contradiction = new Rule(
                List.of("prctl"), Action.KILL_PROCESS, OptionalInt.empty(), List.of(ArgCondition.maskedEqual(0, 1, 1)));
        Rule allowed = Rule.allow("prctl", ArgCondition.equal(0, 15));
        Evaluator evaluator = new Evaluator(SeccompProfile.refusing(List.of(), List.of(allowed, contradiction)));

        assertThat(evaluator.uncertainCalls())
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.abi()).isEqualTo(Abi.X86_64);
                    assertThat(call.syscall()).isEqualTo("prctl");
                    assertThat(call.reason()).contains("different actions");
                });
    }

    /** libseccomp 2.5.4 refuses socket(2, 2, 7) here, which the first rule allows. */
    @Test
    void doubtsInequalityBesideSeveralConditions() {
        Rule both = Rule.allow("socket", ArgCondition.equal(2, 7), ArgCondition.equal(0, 2));
        Rule other = Rule.allow("socket", new ArgCondition(2, Operator.NOT_EQUAL, 7, 0));
        Evaluator evaluator = new Evaluator(SeccompProfile.refusing(List.of(), List.of(both, other)));

        assertThat(evaluator.uncertainCalls()).extracting(UncertainCall::syscall).containsExactly("socket");
        assertThat(evaluator.evaluate(Abi.X86_64, SOCKET, 2, 2, 7).allows()).isTrue();
    }

    /** libseccomp 2.5.4 refuses prctl(0xffffffff) here, as it compares high and low words apart. */
    @Test
    void doubtsOrderedComparisonsAcrossHighWords() {
        Rule below = Rule.allow("prctl", new ArgCondition(0, Operator.LESS_THAN, 0x1_0000_0000L, 0));
        Rule atMost = Rule.allow("prctl", new ArgCondition(0, Operator.LESS_OR_EQUAL, 2, 0));

        assertThat(new Evaluator(SeccompProfile.refusing(List.of(), List.of(below, atMost))).uncertainCalls()).hasSize(1);
        assertThat(new Evaluator(SeccompProfile.refusing(List.of(), List.of(below))).uncertainCalls()).isEmpty();
    }

    /** libseccomp 2.5.4 compares the architecture instead of the number here, so that no rule ever matches. */
    @Test
    void doubtsEveryCallWhereAnAbsentOneComesFirst() {
        Rule conditional = Rule.allow("exit_group", ArgCondition.equal(0, 0));
        Rule absent = Rule.allow("olduname");
        SeccompProfile profile = SeccompProfile.refusing(List.of(Architecture.X32), List.of(conditional, absent));

        assertThat(new Evaluator(profile).uncertainCalls())
                .extracting(UncertainCall::abi, UncertainCall::syscall)
                .containsExactly(
                        tuple(Abi.X86_64, UncertainCall.EVERY),
                        tuple(Abi.X32, UncertainCall.EVERY));
        assertThat(new Evaluator(profile.withRules(List.of(conditional, absent, Rule.allow("read")))).uncertainCalls()).isEmpty();
    }

    @Test
    void trustsClosedSetsOfArgumentValues() {
        List<Rule> rules = List.of(
                Rule.allow(List.of("read", "_llseek")),
                Rule.allow("socket", ArgCondition.equal(0, 1), ArgCondition.equal(1, 1)),
                Rule.allow("socket", ArgCondition.equal(0, 2), ArgCondition.equal(1, 1)),
                Rule.allow("setsockopt", ArgCondition.equal(1, 1), ArgCondition.equal(2, 2)),
                Rule.allow("clone", ArgCondition.maskedEqual(0, 0x7e020000L, 0)),
                Rule.refuse("clone3", 38));

        assertThat(new Evaluator(SeccompProfile.refusing(ALL, rules)).uncertainCalls()).isEmpty();
    }

    @Test
    void refusesASeventhArgument() {
        Evaluator evaluator = new Evaluator(SeccompProfile.refusing(ALL, List.of()));

        assertThatThrownBy(() -> evaluator.evaluate(Abi.X86_64, READ, 1, 2, 3, 4, 5, 6, 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("args=7");
    }

    /** mseal is 462, setxattrat 463: neither raises the largest number that runc's stub lets through. */
    @Test
    void aNameThatLibseccompDoesNotKnowIsLeftOut() {
        SeccompProfile profile = SeccompProfile.refusing(ALL, List.of(Rule.allow(List.of("read", "socket", "mseal"))));
        InstalledLibseccomp old = new InstalledLibseccomp("2.5.4", Set.of("mseal", "setxattrat"));
        assertThat(Evaluator.asLoadedByCrun(profile, old).evaluate(Abi.X86_64, 462).errno()).isEqualTo(1);
        assertThat(Evaluator.asLoadedByRunc(profile, old).evaluate(Abi.X86_64, 462).errno()).isEqualTo(Errno.ENOSYS);
        assertThat(Evaluator.asLoadedByCrun(profile, SyscallTable::number).evaluate(Abi.X86_64, 462).allows()).isTrue();
        assertThat(Evaluator.asLoadedByCrun(profile, old).evaluate(Abi.X86_64, READ).allows()).isTrue();
    }
}
