// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import io.winnow.analyzer.seccomp.Action;
import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.Architecture;
import io.winnow.analyzer.seccomp.Operator;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a profile answers to each call of one ABI, by the same rules as {@link io.winnow.analyzer.seccomp.Evaluator}, but as conditions instead
 * of for one set of arguments.
 */
public final class Answers {

    private static final long LOW = 0xffff_ffffL;

    private final Abi abi;
    private final boolean known;
    private final Outcome byDefault;
    private final Map<String, List<Case>> cases = new HashMap<>();
    private final Map<String, Outcome> unconditional = new LinkedHashMap<>();

    public Answers(SeccompProfile profile, Abi abi) {
        this.abi = abi;
        known = abis(profile).contains(abi);
        byDefault = known ? Outcome.of(profile.defaultAction(), profile.defaultErrno()) : new Outcome(Action.KILL_THREAD, 0);
        if (known) {
            profile.rules().forEach(this::add);
        }
    }

    /** The ABIs that the filter of an x86_64 host knows: its own, and those listed. */
    public static Set<Abi> abis(SeccompProfile profile) {
        Set<Abi> abis = EnumSet.of(Abi.X86_64);
        profile.architectures().stream().map(Architecture::abi).flatMap(Optional::stream).forEach(abis::add);
        return abis;
    }

    /** Whether the filter knows the ABI; otherwise every call of it kills. */
    public boolean known() {
        return known;
    }

    /** For calls that no rule names. */
    public Outcome byDefault() {
        return byDefault;
    }

    /** The calls of this ABI that do not all get the default's answer. */
    public SortedSet<String> named() {
        SortedSet<String> named = new TreeSet<>(cases.keySet());
        named.addAll(unconditional.keySet());
        named.removeIf(name -> SyscallTable.number(abi, name).isEmpty());
        return named;
    }

    public CallAnswer of(String syscall) {
        Outcome always = unconditional.get(syscall);
        return always == null ? new CallAnswer(cases.getOrDefault(syscall, List.of()), byDefault) : new CallAnswer(List.of(), always);
    }

    /** What the most favoured call of the ABI gets: to be let through, where any is. */
    CallAnswer atMost() {
        boolean some = known && (byDefault.permits() || named().stream().anyMatch(name -> of(name).mayPermit()));
        return new CallAnswer(List.of(), some ? new Outcome(Action.ALLOW, 0) : byDefault);
    }

    private void add(Rule rule) {
        Outcome outcome = Outcome.of(rule.action(), rule.errno());
        if (outcome.equals(byDefault)) {
            return; // runtimes leave these out
        }
        for (List<ArgCondition> alternative : alternatives(rule)) {
            List<ArgCondition> conditions = alternative.stream().map(this::visible).filter(Answers::decides).toList();
            for (String name : rule.names()) {
                if (conditions.isEmpty()) {
                    unconditional.putIfAbsent(name, outcome);
                } else {
                    cases.computeIfAbsent(name, any -> new ArrayList<>()).add(new Case(conditions, outcome));
                }
            }
        }
    }

    /** libseccomp takes one condition an argument; where there are two, runtimes make each condition a rule of its own. */
    private static List<List<ArgCondition>> alternatives(Rule rule) {
        long arguments = rule.args().stream().mapToInt(ArgCondition::index).distinct().count();
        return arguments == rule.args().size() ? List.of(rule.args()) : rule.args().stream().map(List::of).toList();
    }

    /** The part that is compared: 32-bit ABIs have the low 32 bits, and a mask hides the rest. */
    private ArgCondition visible(ArgCondition condition) {
        long width = abi == Abi.X86_64 ? -1L : LOW;
        long value = condition.value() & width;
        long valueTwo = condition.operator() == Operator.MASKED_EQUAL ? condition.valueTwo() & value : 0;
        return new ArgCondition(condition.index(), condition.operator(), value, valueTwo);
    }

    private static boolean decides(ArgCondition condition) {
        return condition.operator() != Operator.MASKED_EQUAL || condition.value() != 0;
    }
}
