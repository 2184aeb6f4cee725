// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import io.winnow.collector.record.Abi;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rules of a profile as one ABI sees them: by number, as alternatives that libseccomp is given one after the other. */
final class AbiFilter {

    private final Abi abi;
    private final SyscallNames names;
    private final Map<Integer, CallFilter> calls = new HashMap<>();
    /** Of names that the ABI does not have. They match nothing, but are merged (libseccomp src/arch.c, src/syscalls.c). */
    private final Map<String, CallFilter> absent = new HashMap<>();

    AbiFilter(Abi abi, SeccompProfile profile, SyscallNames names) {
        this.abi = abi;
        this.names = names;
        int defaultReturn = returnValue(profile.defaultAction(), profile.defaultErrno());
        for (Rule rule : profile.rules()) {
            boolean asDefault = returnValue(rule.action(), rule.errno()) == defaultReturn;
            if (!asDefault) {
                add(rule);
            }
        }
    }

    /** What the profile says about a number; empty: the default. */
    Optional<CallFilter> call(int number) {
        return Optional.ofNullable(calls.get(number));
    }

    /** Whether some rule is for a name that the ABI does not have. */
    boolean namesAbsentCalls() {
        return !absent.isEmpty();
    }

    /** Whether some call is decided without a look at its arguments. */
    boolean hasUnconditionalCall() {
        return calls.values().stream().anyMatch(CallFilter::unconditional);
    }

    /** The calls whose rules the compiled filter may not follow, in the order of their names. */
    List<UncertainCall> uncertainCalls() {
        SortedMap<String, CallFilter> filters = new TreeMap<>(absent);
        calls.values().forEach(filter -> filters.put(filter.name(), filter));
        List<UncertainCall> uncertain = new ArrayList<>();
        filters.forEach((name, filter) -> filter.doubt().ifPresent(reason -> uncertain.add(new UncertainCall(abi, name, reason))));
        return uncertain;
    }

    /** The names of calls with a rule that libseccomp refuses. */
    SortedSet<String> refusedCalls() {
        SortedSet<String> refused = new TreeSet<>();
        absent.forEach((name, filter) -> {
            if (filter.refused()) {
                refused.add(name);
            }
        });
        calls.values().stream().filter(CallFilter::refused).map(CallFilter::name).forEach(refused::add);
        return refused;
    }

    private static int returnValue(Action action, OptionalInt errno) {
        return action.returnValue() | action.dataOf(errno);
    }

    private void add(Rule rule) {
        boolean wide = abi == Abi.X86_64;
        for (List<ArgCondition> conditions : alternatives(rule)) {
            Alternative alternative = new Alternative(rule, rule.action(), rule.action().dataOf(rule.errno()), conditions, wide);
            rule.names().forEach(name -> add(name, alternative));
        }
    }

    private void add(String name, Alternative alternative) {
        Optional<Multiplexer> carrier = abi == Abi.I386 ? Multiplexer.of(name) : Optional.empty();
        carrier.ifPresent(multiplexer -> names.number(abi, multiplexer.carrier())
                .ifPresent(number -> filter(number, multiplexer.carrier()).add(carried(multiplexer.call(name), alternative))));
        OptionalInt number = names.number(abi, name);
        if (number.isPresent()) {
            filter(number.getAsInt(), name).add(alternative);
        } else if (abi != Abi.I386 || carrier.isPresent()) {
            absent.computeIfAbsent(name, CallFilter::new).add(alternative);
        }
    }

    private CallFilter filter(int number, String name) {
        return calls.computeIfAbsent(number, any -> new CallFilter(name));
    }

    private static Alternative carried(int call, Alternative direct) {
        List<ArgCondition> conditions = new ArrayList<>();
        conditions.add(ArgCondition.equal(0, call));
        direct.conditions().stream().filter(condition -> condition.index() != 0).forEach(conditions::add);
        return new Alternative(direct.rule(), direct.action(), direct.data(), conditions, direct.wide());
    }

    /** libseccomp takes one condition an argument. If there are two, runtimes make each condition of the rule one of its own. */
    private static List<List<ArgCondition>> alternatives(Rule rule) {
        long arguments = rule.args().stream().mapToInt(ArgCondition::index).distinct().count();
        return arguments == rule.args().size() ? List.of(rule.args()) : rule.args().stream().map(List::of).toList();
    }
}
