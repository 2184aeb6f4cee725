// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * A profile narrowed to what a second one, the outer, lets through as well. What the outer refuses is answered exactly as the outer answers it, errno included, so
 * that a program that ran under the outer meets no new answer; what only the inner refuses is answered as the outer answers calls that it does not name, unless a
 * rule of the inner says otherwise.
 *
 * <p>The newer calls that the outer names are named here too, with the default's answer if they have no other: runc answers ENOSYS instead of the default to each number above
 * all that a profile names ({@link EnosysStub}), and so the same numbers get that answer as under the outer. All of them are named and not just the newest, since a
 * libseccomp leaves out what it does not know.
 */
public final class FilterIntersection {

    /** The first of the calls that have the same number in each ABI, and that libseccomp came to know in the order of their numbers (Linux 5.1). */
    private static final int FIRST_NEWER = 424;

    private final Evaluator inner;
    private final Evaluator outer;
    private final SeccompProfile profile;
    private final SeccompProfile under;
    private final List<String> allowed = new ArrayList<>();
    private final List<Rule> conditional = new ArrayList<>();
    private final Map<Answer, List<String>> refused = new LinkedHashMap<>();

    /** An action with its data. */
    private record Answer(Action action, OptionalInt errno) {

        static Answer of(Action action, int data) {
            return new Answer(action, action.takesErrno() ? OptionalInt.of(data) : OptionalInt.empty());
        }
    }

    private FilterIntersection(SeccompProfile profile, SeccompProfile under) {
        this.profile = profile;
        this.under = under;
        inner = new Evaluator(profile);
        outer = new Evaluator(under);
    }

    /** Whether a profile can be the outer one: it refuses by default, its conditions only allow, and it leaves nothing to another process. */
    public static boolean canBeOuter(SeccompProfile profile) {
        if (profile.defaultAction().allows() || profile.defaultAction().delegates()) {
            return false;
        }
        return profile.rules().stream().allMatch(rule -> !rule.action().delegates() && (rule.args().isEmpty() || rule.action().allows()));
    }

    /**
     * Narrows a profile.
     *
     * @param profile with the ABIs that the result has
     * @param under see {@link #canBeOuter}
     * @param exempt names for which the profile's own answer stands
     */
    public static SeccompProfile of(SeccompProfile profile, SeccompProfile under, Set<String> exempt) {
        if (!canBeOuter(under)) {
            throw new IllegalArgumentException("a profile that does not refuse by default cannot be the outer one");
        }
        return new FilterIntersection(profile, under).build(exempt);
    }

    private SeccompProfile build(Set<String> exempt) {
        Set<String> names = new TreeSet<>();
        inner.abis().forEach(abi -> names.addAll(SyscallTable.names(abi)));
        for (String name : names) {
            Abi abi = inner.abis().stream().filter(one -> SyscallTable.number(one, name).isPresent()).findFirst().orElseThrow();
            List<Alternative> mine = inner.alternatives(abi, name);
            if (exempt.contains(name)) {
                mine.forEach(alternative -> add(name, alternative, alternative.conditions()));
            } else {
                answer(name, mine, theirs(abi, name));
            }
        }
        List<Rule> rules = new ArrayList<>();
        if (!allowed.isEmpty()) {
            rules.add(Rule.allow(allowed));
        }
        rules.addAll(conditional);
        refused.forEach((answer, called) -> rules.add(new Rule(called, answer.action(), answer.errno(), List.of())));
        List<String> newer = newerCalls(rules);
        if (!newer.isEmpty()) {
            rules.add(new Rule(newer, under.defaultAction(), under.defaultErrno(), List.of()));
        }
        return new SeccompProfile(under.defaultAction(), under.defaultErrno(), profile.architectures(), profile.flags(), rules);
    }

    /** Those that the outer names and these rules do not, in order. */
    private List<String> newerCalls(List<Rule> rules) {
        Set<String> newer = new TreeSet<>();
        under.rules().forEach(rule -> rule.names().stream().filter(this::isNewer).forEach(newer::add));
        rules.forEach(rule -> newer.removeAll(rule.names()));
        return List.copyOf(newer);
    }

    private boolean isNewer(String name) {
        return inner.abis().stream().anyMatch(abi -> SyscallTable.number(abi, name).orElse(0) >= FIRST_NEWER);
    }

    /** What the outer says of a call, in the ABI that it is looked at in; or, if it does not know that one, in its own. */
    private List<Alternative> theirs(Abi abi, String name) {
        return outer.alternatives(outer.abis().contains(abi) ? abi : Abi.X86_64, name);
    }

    private void answer(String name, List<Alternative> mine, List<Alternative> theirs) {
        Optional<Alternative> always = theirs.stream().filter(Alternative::unconditional).findFirst();
        if (theirs.isEmpty() || always.isPresent() && !always.get().action().allows()) {
            always.ifPresent(answer -> add(name, answer, List.of()));
            return;
        }
        for (Alternative one : mine) {
            if (!one.action().allows()) {
                add(name, one, one.conditions());
            } else {
                theirs.stream().flatMap(other -> together(one, other).stream()).distinct().forEach(conditions -> add(name, one, conditions));
            }
        }
    }

    /** The conditions of both; empty if no call meets them, or none that are known. */
    private static Optional<List<ArgCondition>> together(Alternative one, Alternative other) {
        Map<Integer, ArgCondition> byIndex = new LinkedHashMap<>();
        one.conditions().forEach(condition -> byIndex.put(condition.index(), condition));
        for (ArgCondition condition : other.conditions()) {
            ArgCondition mine = byIndex.get(condition.index());
            Optional<ArgCondition> both = mine == null ? Optional.of(condition) : mine.and(condition);
            if (both.isEmpty()) {
                return Optional.empty();
            }
            byIndex.put(condition.index(), both.get());
        }
        return Optional.of(List.copyOf(byIndex.values()));
    }

    private void add(String name, Alternative answer, List<ArgCondition> conditions) {
        if (!conditions.isEmpty()) {
            conditional.add(new Rule(List.of(name), answer.action(), Answer.of(answer.action(), answer.data()).errno(), conditions));
        } else if (answer.action() == Action.ALLOW) {
            allowed.add(name);
        } else if (!isDefault(answer)) {
            refused.computeIfAbsent(Answer.of(answer.action(), answer.data()), any -> new ArrayList<>()).add(name);
        }
    }

    private boolean isDefault(Alternative answer) {
        return answer.action() == under.defaultAction() && answer.data() == under.defaultAction().dataOf(under.defaultErrno());
    }
}
