// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.seccomp.Action;
import io.winnow.analyzer.seccomp.Architecture;
import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.Operator;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.analyzer.seccomp.Verdict;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a profile answers, held against the evaluator. */
class AnswersTest {

    private static final Implication EXACT = new Implication(OptionalInt.empty());
    private static final long[] VALUES = {0, 1, 2, 3, 8, 0xffff_ffffL, 1L << 32 | 2};

    @Test
    void saysOfEachCallOfDockersDefaultWhatTheEvaluatorSays() {
        SeccompProfile profile = DockerDefault.resolve(Capability.dockerDefault());
        Evaluator evaluator = new Evaluator(profile);
        for (Abi abi : Abi.values()) {
            Answers answers = new Answers(profile, abi);
            for (String name : SyscallTable.names(abi)) {
                boolean allowed = evaluator.mayAllow(abi, SyscallTable.number(abi, name).orElseThrow());
                assertThat(answers.of(name).mayAllow()).as("%s %s", abi, name).isEqualTo(allowed);
            }
        }
    }

    @Test
    void saysOfEachCallOfAMultiplexerWhatTheEvaluatorSays() {
        List<Rule> rules = List.of(
                Rule.allow(List.of("read", "send", "shmat")), Rule.refuse("bind", 99), Rule.allow("socket", ArgCondition.equal(0, 2), ArgCondition.equal(1, 1)));
        SeccompProfile profile = SeccompProfile.refusing(List.of(Architecture.X86), rules);
        Evaluator evaluator = new Evaluator(profile);
        for (String carrier : List.of("socketcall", "ipc")) {
            CallAnswer answer = new Answers(profile, Abi.I386).of(carrier);
            for (long call = 0; call < 30; call++) {
                for (long second = 0; second < 3; second++) {
                    Verdict verdict = evaluator.evaluate(Abi.I386, SyscallTable.number(Abi.I386, carrier).orElseThrow(), call, second);
                    assertThat(outcome(answer, call, second)).as("%s(%d, %d)", carrier, call, second).isEqualTo(outcome(verdict));
                }
            }
            assertThat(answer.mayAllow()).isTrue();
        }
    }

    @Test
    void anAbiThatIsNotListedKills() {
        Answers answers = new Answers(SeccompProfile.refusing(List.of(Architecture.X86_64), List.of(Rule.allow("read"))), Abi.I386);
        assertThat(answers.known()).isFalse();
        assertThat(answers.of("read").text()).isEqualTo("kill-thread");
    }

    @Test
    void aRuleWithoutConditionsDecidesAlone() {
        SeccompProfile profile = SeccompProfile.refusing(List.of(), List.of(Rule.allow("socket", ArgCondition.equal(0, 2)), Rule.allow("socket")));
        assertThat(new Answers(profile, Abi.X86_64).of("socket")).isEqualTo(new CallAnswer(List.of(), new Outcome(Action.ALLOW, 0)));
    }

    @Test
    void theOrderOfEqualRulesDoesNotMatter() {
        Rule two = Rule.allow("socket", ArgCondition.equal(0, 2));
        Rule ten = Rule.allow("socket", ArgCondition.equal(0, 10));
        assertThat(answer(List.of(two, ten))).isEqualTo(answer(List.of(ten, two, two)));
        assertThat(answer(List.of(two, ten)).text()).isEqualTo("allow where arg0 = 0x2 | arg0 = 0xa, else errno 1");
    }

    @Test
    void oneWhoAllowsNoMoreAllowsNothingMoreToTheEvaluator() {
        Random random = new Random(42);
        int narrower = 0;
        for (int i = 0; i < 20_000; i++) {
            SeccompProfile some = profile(random);
            SeccompProfile other = profile(random);
            if (new Answers(some, Abi.X86_64).of("socket").allowsNoMoreThan(new Answers(other, Abi.X86_64).of("socket"), EXACT)) {
                narrower++;
                assertNothingMore(some, other);
            }
        }
        assertThat(narrower).isGreaterThan(1_000);
    }

    private static void assertNothingMore(SeccompProfile some, SeccompProfile other) {
        Evaluator narrow = new Evaluator(some);
        Evaluator wide = new Evaluator(other);
        int socket = SyscallTable.number(Abi.X86_64, "socket").orElseThrow();
        for (long first : VALUES) {
            for (long second : VALUES) {
                Outcome less = outcome(narrow.evaluate(Abi.X86_64, socket, first, second));
                Outcome more = outcome(wide.evaluate(Abi.X86_64, socket, first, second));
                boolean refused = !less.allows() && !less.delegates();
                assertThat(refused || more.allows() || more.equals(less)).as("%s and %s for %s, %s", some, other, first, second).isTrue();
            }
        }
    }

    private static Outcome outcome(Verdict verdict) {
        return new Outcome(verdict.action(), verdict.errno());
    }

    private static Outcome outcome(CallAnswer answer, long... args) {
        return answer.cases().stream()
                .filter(found -> found.conditions().stream().allMatch(condition -> condition.test(args[condition.index()])))
                .map(Case::outcome)
                .findFirst()
                .orElse(answer.otherwise());
    }

    private static CallAnswer answer(List<Rule> rules) {
        return new Answers(SeccompProfile.refusing(List.of(), rules), Abi.X86_64).of("socket");
    }

    private static SeccompProfile profile(Random random) {
        List<Rule> rules = new ArrayList<>();
        Action[] actions = {Action.ALLOW, Action.ALLOW, Action.ERRNO, Action.KILL_PROCESS, Action.NOTIFY, Action.TRACE};
        for (int i = random.nextInt(3); i >= 0; i--) {
            List<ArgCondition> conditions = new ArrayList<>();
            for (int index = 0; index < 2; index++) {
                if (random.nextBoolean()) {
                    conditions.add(condition(random, index));
                }
            }
            rules.add(new Rule(List.of("socket"), actions[random.nextInt(actions.length)], OptionalInt.empty(), conditions));
        }
        Action[] defaults = {Action.ALLOW, Action.NOTIFY, Action.ERRNO, Action.ERRNO, Action.ERRNO};
        Action byDefault = defaults[random.nextInt(defaults.length)];
        return new SeccompProfile(byDefault, OptionalInt.empty(), List.of(), Set.of(), rules);
    }

    private static ArgCondition condition(Random random, int index) {
        Operator operator = Operator.values()[random.nextInt(Operator.values().length)];
        long value = VALUES[random.nextInt(VALUES.length)];
        return new ArgCondition(index, operator, value, operator == Operator.MASKED_EQUAL ? VALUES[random.nextInt(VALUES.length)] : 0);
    }
}
