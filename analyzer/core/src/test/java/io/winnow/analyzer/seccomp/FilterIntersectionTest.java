// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FilterIntersectionTest {

    private static final SeccompProfile DOCKER = DockerDefault.resolve(Capability.dockerDefault());
    private static final int LAST = 547;
    private static final long LOW = 0xffff_ffffL;

    private static SeccompProfile learned(Rule... rules) {
        return SeccompProfile.refusing(List.of(Architecture.X86_64), List.of(rules));
    }

    @Test
    void everyCallGetsTheOutersRefusalOrElseTheInnersAnswer() {
        Random random = new Random(7);
        for (int round = 0; round < 40; round++) {
            SeccompProfile inner = random(random);
            SeccompProfile both = FilterIntersection.of(inner, DOCKER, Set.of());
            Evaluator narrowed = new Evaluator(both);
            assertThat(narrowed.uncertainCalls()).isEmpty();
            Evaluator learned = new Evaluator(inner);
            Evaluator outer = new Evaluator(DOCKER);
            for (Abi abi : learned.abis()) {
                for (int number = 0; number <= LAST; number++) {
                    for (long[] args : samples(random)) {
                        Verdict refusal = outer.evaluate(abi, number, args);
                        int expected = refusal.allows() ? answer(learned, abi, number, args) : refusal.returnValue();
                        int answered = narrowed.evaluate(abi, number, args).returnValue();
                        if (answered != expected) { // an order together with a mask: fewer of the values with bits that the kernel does not look at
                            assertThat(args[0]).as("%s %d", abi, number).isGreaterThan(LOW);
                            assertThat(answered).isEqualTo(byDefault());
                        }
                    }
                }
            }
        }
    }

    /** A libseccomp leaves out the names that it does not know, of both profiles. */
    @Test
    void underRuncEveryCallGetsTheOutersRefusalWhateverNamesItsLibseccompKnows() {
        Random random = new Random(8);
        for (int newest : new int[] {439, 441, 448, 450, 462, LAST}) {
            SyscallNames known = (abi, name) -> SyscallTable.number(abi, name).stream().filter(number -> number <= newest).findAny();
            for (int round = 0; round < 20; round++) {
                SeccompProfile inner = random(random);
                Evaluator narrowed = Evaluator.asLoadedByRunc(FilterIntersection.of(inner, DOCKER, Set.of()), known);
                Evaluator outer = Evaluator.asLoadedByRunc(DOCKER, known);
                for (Abi abi : new Evaluator(inner).abis()) {
                    for (int number = 0; number <= LAST; number++) {
                        Verdict refusal = outer.evaluate(abi, number);
                        if (!refusal.allows()) {
                            assertThat(narrowed.evaluate(abi, number).returnValue()).as("%s %d, newest %d", abi, number, newest).isEqualTo(refusal.returnValue());
                        }
                    }
                }
            }
        }
    }

    @Test
    void aProfileThatUsesOldCallsOnlyNamesTheNewOnesOfTheOuterAndAllowsNoneOfThem() {
        SeccompProfile inner = learned(Rule.allow(List.of("read", "write")));
        SeccompProfile both = FilterIntersection.of(inner, DOCKER, Set.of());
        assertThat(both.allowedNames()).containsExactly("read", "write");
        Evaluator loaded = Evaluator.asLoadedByRunc(both, SyscallTable::number);
        assertThat(loaded.evaluate(Abi.X86_64, number("process_madvise")).returnValue()).isEqualTo(byDefault());
        assertThat(loaded.evaluate(Abi.X86_64, LAST).errno()).as("newer than the outer").isEqualTo(Errno.ENOSYS);
    }

    /** The inner's, with the outer's default for what the inner does not name. */
    private static int answer(Evaluator learned, Abi abi, int number, long[] args) {
        Verdict verdict = learned.evaluate(abi, number, args);
        return verdict.reason() == Verdict.Reason.DEFAULT ? byDefault() : verdict.returnValue();
    }

    private static int byDefault() {
        return new Evaluator(DOCKER.withRules(List.of())).evaluate(Abi.X86_64, 0).returnValue();
    }

    private static SeccompProfile random(Random random) {
        List<String> all = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        for (String name : SyscallTable.names(Abi.X86_64)) {
            if (name.equals("clone") && random.nextBoolean()) {
                rules.add(Rule.allow(name, ArgCondition.maskedEqual(0, 0x7e02_0000L, 0)));
            } else if (Set.of("socket", "personality", "ioctl").contains(name) && random.nextBoolean()) {
                rules.add(Rule.allow(name, ArgCondition.maskedEqual(0, LOW, random.nextInt(42))));
                rules.add(Rule.allow(name, ArgCondition.maskedEqual(0, LOW, 8)));
            } else if (random.nextBoolean()) {
                all.add(name);
            }
        }
        rules.add(0, Rule.allow(all));
        if (!all.contains("clone3")) {
            rules.add(Rule.refuse("clone3", Errno.ENOSYS));
        }
        List<Architecture> architectures = random.nextBoolean() ? List.of(Architecture.X86_64) : List.of(Architecture.X86_64, Architecture.X86);
        return SeccompProfile.refusing(architectures, rules);
    }

    private static List<long[]> samples(Random random) {
        return List.of(new long[] {0}, new long[] {8}, new long[] {40}, new long[] {0x20000}, new long[] {0x2000_0011}, new long[] {LOW},
                new long[] {random.nextInt(42)}, new long[] {1L << 32 | 8}, new long[] {0x1200011, 3, 5});
    }

    @Test
    void whatTheOuterAnswersWithAnErrnoOfItsOwnKeepsThatErrno() {
        SeccompProfile outer = SeccompProfile.refusing(List.of(), List.of(
                Rule.allow(List.of("read", "clone3")), Rule.refuse("statx", Errno.ENOSYS), Rule.refuse("mount", 13)));
        Evaluator both = new Evaluator(FilterIntersection.of(learned(Rule.allow(List.of("read", "statx", "write"))), outer, Set.of()));
        assertThat(both.evaluate(Abi.X86_64, number("read")).allows()).isTrue();
        assertThat(both.evaluate(Abi.X86_64, number("statx")).errno()).isEqualTo(Errno.ENOSYS);
        assertThat(both.evaluate(Abi.X86_64, number("mount")).errno()).isEqualTo(13);
        assertThat(both.evaluate(Abi.X86_64, number("write")).errno()).isEqualTo(Errno.EPERM);
    }

    @Test
    void whatTheInnerAnswersByARuleKeepsThatAnswerIfTheOuterLetsItThrough() {
        SeccompProfile inner = learned(Rule.allow(List.of("read")), Rule.refuse("clone3", Errno.ENOSYS));
        SeccompProfile outer = SeccompProfile.refusing(List.of(), List.of(Rule.allow(List.of("read", "clone3"))));
        assertThat(new Evaluator(FilterIntersection.of(inner, outer, Set.of())).evaluate(Abi.X86_64, number("clone3")).errno()).isEqualTo(Errno.ENOSYS);
    }

    @Test
    void anExemptCallIsAnsweredByTheInner() {
        SeccompProfile outer = SeccompProfile.refusing(List.of(), List.of(Rule.allow(List.of("read"))));
        SeccompProfile both = FilterIntersection.of(learned(Rule.allow(List.of("read", "mount"))), outer, Set.of("mount"));
        assertThat(both.allowedNames()).containsExactlyInAnyOrder("read", "mount");
    }

    @Test
    void aProfileThatAllowsByDefaultOrAsksAnotherProcessCannotBeTheOuterOne() {
        SeccompProfile open = new SeccompProfile(Action.ALLOW, OptionalInt.empty(), List.of(), Set.of(), List.of(Rule.refuse("mount", 1)));
        SeccompProfile asking = learned(new Rule(List.of("mount"), Action.NOTIFY, OptionalInt.empty(), List.of()));
        SeccompProfile refusingSome = learned(new Rule(List.of("socket"), Action.ERRNO, OptionalInt.of(1), List.of(ArgCondition.equal(0, 40))));
        assertThat(List.of(open, asking, refusingSome)).noneMatch(FilterIntersection::canBeOuter);
        assertThat(FilterIntersection.canBeOuter(DOCKER)).isTrue();
        assertThatThrownBy(() -> FilterIntersection.of(learned(), open, Set.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static int number(String name) {
        return SyscallTable.number(Abi.X86_64, name).orElseThrow();
    }
}
