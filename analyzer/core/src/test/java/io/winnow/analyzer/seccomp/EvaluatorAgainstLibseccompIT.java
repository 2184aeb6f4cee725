// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The evaluator and the filters that libseccomp compiles give the same answer to random calls. Another seed than the usual one is given by
 * {@code -Dwinnow.seed=NUMBER}.
 */
class EvaluatorAgainstLibseccompIT {

    private static final long SEED = Long.getLong("winnow.seed", 20261121);
    private static final int LAST_NUMBER = 547;
    private static final int I386_SOCKETCALL = 102;
    private static final int I386_IPC = 117;
    private static final Libseccomp LIBSECCOMP = new Libseccomp();
    private static final Set<String> KNOWN_NAMES = knownNames();

    private final Random random = new Random(SEED);
    private final ProfileGenerator generator = new ProfileGenerator(random);

    @Test
    void everyNameThatLibseccompKnowsHasTheSameNumber() {
        List<String> differences = new ArrayList<>();
        for (Abi abi : Abi.values()) {
            for (String name : SyscallTable.names(abi)) {
                OptionalInt theirs = LIBSECCOMP.number(abi, name);
                if (KNOWN_NAMES.contains(name) && !theirs.equals(SyscallTable.number(abi, name))) {
                    differences.add(abi + " " + name + ": " + SyscallTable.number(abi, name) + ", libseccomp " + theirs);
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(KNOWN_NAMES).hasSizeGreaterThan(400);
    }

    @Test
    void agreesOnDockersDefault() {
        for (int i = 0; i < 60; i++) {
            compare(DockerDefault.resolve(i == 0 ? Capability.dockerDefault() : someCapabilities()), 5_000);
        }
    }

    @Test
    void agreesOnProfilesAsTheyAreLearned() {
        for (int i = 0; i < 100; i++) {
            compare(generator.learned(), 3_000);
        }
    }

    @Test
    void agreesOnAMillionCallsUnderGeneratedProfilesWithEveryOperator() {
        Map<Operator, Integer> operators = new EnumMap<>(Operator.class);
        int severalConditions = 0;
        for (int i = 0; i < 1_000; i++) {
            SeccompProfile profile = generator.certain(EvaluatorAgainstLibseccompIT::number);
            for (Rule rule : profile.rules()) {
                rule.args().forEach(condition -> operators.merge(condition.operator(), 1, Integer::sum));
                severalConditions += rule.args().size() > 1 ? 1 : 0;
            }
            compare(profile, 1_000);
        }
        assertThat(operators).containsOnlyKeys(Operator.values());
        assertThat(operators.values()).allMatch(count -> count > 500);
        assertThat(severalConditions).isGreaterThan(500);
    }

    /** What the compiled filters answer to every number of every table, so that no word of the evaluator's is needed. */
    @Test
    void aProfileNarrowedToDockersDefaultRefusesWhatEitherRefusesWithTheFirstOnesAnswer() {
        for (int i = 0; i < 20; i++) {
            SeccompProfile outer = DockerDefault.resolve(i == 0 ? Capability.dockerDefault() : someCapabilities());
            SeccompProfile inner = generator.learned();
            ClassicBpf first = compile(outer);
            ClassicBpf second = compile(inner);
            ClassicBpf both = compile(FilterIntersection.of(inner, outer, Set.of()));
            for (Abi abi : new Evaluator(inner).abis()) {
                for (int number = 0; number <= LAST_NUMBER; number++) {
                    for (long value : new long[] {0, 2, 8, 16, 40, 0x20000, 0x1200011, 0x2000_0011, 0xffff_ffffL}) {
                        long[] args = {value, value, 0, 0, 0, 0};
                        int refusal = run(first, abi, number, args);
                        int expected = refusal == Action.ALLOW.returnValue() ? run(second, abi, number, args) : refusal;
                        assertThat(run(both, abi, number, args)).as("seed=%d abi=%s number=%d args=%x", SEED, abi, number, value).isEqualTo(expected);
                    }
                }
            }
        }
    }

    private void compare(SeccompProfile profile, int cases) {
        Evaluator evaluator = new Evaluator(profile, EvaluatorAgainstLibseccompIT::number, false);
        assertThat(evaluator.uncertainCalls()).isEmpty();
        ClassicBpf filter = compile(profile);
        for (int i = 0; i < cases; i++) {
            Rule rule = profile.rules().isEmpty() ? Rule.allow("read") : profile.rules().get(random.nextInt(profile.rules().size()));
            Abi abi = Abi.values()[random.nextInt(3)];
            int number = number(abi, rule);
            long[] args = new long[6];
            Arrays.setAll(args, any -> generator.argument(rule.args()));
            Verdict verdict = evaluator.evaluate(abi, number, args);
            int returned = run(filter, abi, number, args);
            if (verdict.returnValue() != returned) {
                throw new AssertionError("seed=" + SEED + " abi=" + abi + " number=" + number + " args=" + Arrays.toString(args)
                        + ": libseccomp 0x" + Integer.toHexString(returned) + ", evaluator " + verdict + "\n" + profile);
            }
        }
    }

    private static int run(ClassicBpf filter, Abi abi, int number, long[] args) {
        return switch (abi) {
            case X86_64 -> filter.run(ClassicBpf.AUDIT_ARCH_X86_64, number, args);
            case X32 -> filter.run(ClassicBpf.AUDIT_ARCH_X86_64, number | 0x4000_0000, args);
            case I386 -> filter.run(ClassicBpf.AUDIT_ARCH_I386, number, args);
        };
    }

    private ClassicBpf compile(SeccompProfile profile) {
        try {
            return LIBSECCOMP.compile(profile, random.nextBoolean() ? Libseccomp.Runtime.RUNC : Libseccomp.Runtime.CRUN);
        } catch (IllegalStateException e) {
            throw new AssertionError("seed=" + SEED + " " + profile, e);
        }
    }

    private int number(Abi abi, Rule rule) {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextInt(600);
            case 2 -> abi == Abi.I386 ? (random.nextBoolean() ? I386_SOCKETCALL : I386_IPC) : -1;
            default -> number(abi, rule.names().get(random.nextInt(rule.names().size()))).orElse(random.nextInt(600));
        };
    }

    /** As this libseccomp knows them: newer names are nothing to it. */
    private static OptionalInt number(Abi abi, String name) {
        return KNOWN_NAMES.contains(name) ? SyscallTable.number(abi, name) : OptionalInt.empty();
    }

    private static Set<String> knownNames() {
        Set<String> known = new TreeSet<>();
        for (Abi abi : Abi.values()) {
            for (String name : SyscallTable.names(abi)) {
                if (LIBSECCOMP.knows(name)) {
                    known.add(name);
                }
            }
        }
        return known;
    }

    private Set<Capability> someCapabilities() {
        Set<Capability> some = EnumSet.noneOf(Capability.class);
        for (Capability capability : Capability.values()) {
            if (random.nextInt(3) == 0) {
                some.add(capability);
            }
        }
        return some;
    }
}
