// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Random profiles, for tests. The same seed gives the same profiles. */
final class ProfileGenerator {

    /** Near each other and far apart, below, at and above 32 bits, so that comparisons meet. */
    private static final long[] VALUES = {
        0, 1, 2, 3, 5, 7, 8, 16, 0x7e020000L, 0x7fff_ffffL, 0x8000_0000L, 0xffff_fffeL, 0xffff_ffffL, 0x1_0000_0000L, 0x1_0000_0001L,
        0x1_0000_0003L, 0x2_0000_0000L, 0x7fff_ffff_ffff_ffffL, 0x8000_0000_0000_0000L, 0xffff_ffff_ffff_fffeL, 0xffff_ffff_ffff_ffffL
    };

    private static final Action[] DEFAULTS = {
        Action.ERRNO, Action.ERRNO, Action.ERRNO, Action.KILL_PROCESS, Action.KILL_THREAD, Action.TRAP, Action.TRACE, Action.LOG,
        Action.ALLOW
    };

    private static final List<String> UNKNOWN = List.of("no_such_call", "arm_fadvise64_64", "x");

    private final Random random;
    private final List<String> names;

    ProfileGenerator(Random random) {
        this.random = random;
        Set<String> all = new TreeSet<>();
        for (Abi abi : Abi.values()) {
            all.addAll(SyscallTable.names(abi));
        }
        names = List.copyOf(all);
    }

    /** Everything goes: any action, operator, architecture, repeated arguments, contradictions, unknown names. */
    SeccompProfile arbitrary() {
        Action action = DEFAULTS[random.nextInt(DEFAULTS.length)];
        List<Rule> rules = new ArrayList<>();
        List<String> few = some(1 + random.nextInt(30));
        int count = random.nextInt(4) == 0 ? 80 : random.nextInt(24);
        for (int i = 0; i < count; i++) {
            rules.add(rule(few));
        }
        return new SeccompProfile(action, errno(action), architectures(), Set.of(), rules);
    }

    /** The same with only those rules that leave no call uncertain. */
    SeccompProfile certain(SyscallNames known) {
        SeccompProfile wild = arbitrary();
        List<Rule> rules = new ArrayList<>();
        if (random.nextBoolean()) {
            rules.add(new Rule(List.of("exit_group"), Action.KILL_PROCESS, OptionalInt.empty(), List.of()));
        }
        for (Rule rule : wild.rules()) {
            rules.add(rule);
            if (!new Evaluator(wild.withRules(rules), known, false).uncertainCalls().isEmpty()) {
                rules.remove(rules.size() - 1);
            }
        }
        return wild.withRules(rules);
    }

    /** The kind that is learned: a list of names, clone3 refused with ENOSYS, and closed sets of argument values. */
    SeccompProfile learned() {
        List<Rule> rules = new ArrayList<>();
        Set<String> allowed = new LinkedHashSet<>(some(30 + random.nextInt(150)));
        allowed.removeAll(Set.of("clone", "clone3", "socket", "setsockopt", "ioctl", "prctl"));
        rules.add(Rule.allow(List.copyOf(allowed)));
        rules.add(Rule.refuse("clone3", 38));
        rules.add(Rule.allow("clone", ArgCondition.maskedEqual(0, 0x7e020000L, 0)));
        for (int i = random.nextInt(6); i > 0; i--) {
            rules.add(Rule.allow("socket", ArgCondition.equal(0, random.nextInt(45)), ArgCondition.equal(1, 1 + random.nextInt(5))));
        }
        for (int i = random.nextInt(20); i > 0; i--) {
            rules.add(Rule.allow("setsockopt", ArgCondition.equal(1, random.nextInt(4)), ArgCondition.equal(2, random.nextInt(30))));
        }
        for (int i = random.nextInt(40); i > 0; i--) {
            rules.add(Rule.allow("ioctl", ArgCondition.equal(1, random.nextInt(0x10000))));
        }
        for (int i = random.nextInt(10); i > 0; i--) {
            rules.add(Rule.allow("prctl", ArgCondition.equal(0, random.nextInt(64))));
        }
        return SeccompProfile.refusing(architectures(), rules);
    }

    /** An argument that may meet a condition by a hair. */
    long argument(List<ArgCondition> conditions) {
        int kind = random.nextInt(8);
        if (kind == 0) {
            return random.nextLong();
        }
        if (kind <= 3 || conditions.isEmpty()) {
            return VALUES[random.nextInt(VALUES.length)];
        }
        ArgCondition condition = conditions.get(random.nextInt(conditions.size()));
        long near = random.nextBoolean() ? condition.value() : condition.valueTwo();
        return switch (kind) {
            case 4 -> near + random.nextInt(3) - 1;
            case 5 -> near ^ (1L << random.nextInt(64));
            default -> near;
        };
    }

    private List<String> some(int count) {
        List<String> shuffled = new ArrayList<>(names);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, count);
    }

    private Rule rule(List<String> few) {
        Set<String> chosen = new LinkedHashSet<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            chosen.add(few.get(random.nextInt(few.size())));
        }
        if (random.nextInt(8) == 0) {
            chosen.add(UNKNOWN.get(random.nextInt(UNKNOWN.size())));
        }
        Action[] actions = Action.values();
        Action action = random.nextInt(3) > 0 ? Action.ALLOW : actions[random.nextInt(actions.length)];
        List<ArgCondition> conditions = new ArrayList<>();
        for (int i = Math.max(0, random.nextInt(10) - 2); i > 0 && conditions.size() < 7; i -= 1 + random.nextInt(3)) {
            conditions.add(condition());
        }
        return new Rule(List.copyOf(chosen), action, errno(action), conditions);
    }

    private ArgCondition condition() {
        Operator operator = Operator.values()[random.nextInt(Operator.values().length)];
        long value = VALUES[random.nextInt(VALUES.length)];
        return new ArgCondition(
                random.nextInt(6), operator, value, operator == Operator.MASKED_EQUAL ? VALUES[random.nextInt(VALUES.length)] : 0);
    }

    private OptionalInt errno(Action action) {
        if (!action.takesErrno() || random.nextInt(3) == 0) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(random.nextInt(3) == 0 ? random.nextInt(action.largestErrno() + 1) : random.nextInt(3));
    }

    private List<Architecture> architectures() {
        List<Architecture> architectures = new ArrayList<>();
        for (Architecture architecture : List.of(Architecture.X86_64, Architecture.X86, Architecture.X32)) {
            if (random.nextInt(3) > 0) {
                architectures.add(architecture);
            }
        }
        Collections.shuffle(architectures, random);
        return architectures;
    }
}
