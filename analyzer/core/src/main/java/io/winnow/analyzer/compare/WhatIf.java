// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import io.winnow.analyzer.baseline.ArgumentSet;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.capability.CapabilityAdvisor;
import io.winnow.analyzer.seccomp.Action;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.analyzer.violation.Summary;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What would have happened to a workload, had it run under a profile and a capability set: recorded behaviour, answered call by call. The
 * runtime's steps before the filter are left out, and what it does behind the filter is separate.
 *
 * @param refusals of the workload's calls and arguments, in the order of the baseline
 * @param runtimeCallSets what each of its runtimes could not have done: the container would not have started
 * @param lacking capabilities that were needed and are not in the set; empty if none was given
 */
public record WhatIf(WorkloadId workload, List<Refusal> refusals, SortedMap<RuntimeCallsKey, SortedSet<String>> runtimeCallSets, Set<Capability> lacking) {

    /** Level and name of a socket option are kept as one value, level above (record.h, items of setsockopt). */
    private static final String SETSOCKOPT = "setsockopt";

    public WhatIf {
        refusals = List.copyOf(refusals);
    }

    /** Whether it would have run as it did, as far as the record shows. */
    public boolean refusesNothing() {
        return runtimeCallSets.isEmpty() && lacking.isEmpty() && refusals.stream().noneMatch(Refusal::certain);
    }

    /**
     * @param execSessions whether what exec sessions did counts
     * @param capabilities that the container would have; empty: as it had
     */
    public static WhatIf of(
            Workload workload, RuntimeCallSets known, SeccompProfile profile, Optional<Set<Capability>> capabilities, boolean execSessions) {
        Set<Stage> stages = execSessions ? EnumSet.of(Stage.START, Stage.SERVE, Stage.EXEC) : EnumSet.of(Stage.START, Stage.SERVE);
        Map<Abi, Answers> answers = new EnumMap<>(Abi.class);
        for (Abi abi : Abi.values()) {
            answers.put(abi, new Answers(profile, abi));
        }
        Baseline baseline = workload.baseline();
        List<Refusal> refusals = new ArrayList<>();
        baseline.items(ItemKind.SYSCALL).filter(entry -> stages.contains(entry.getKey().stage())).forEach(entry ->
                refusals.addAll(call(baseline, answers.get(entry.getKey().abi()), entry.getKey(), entry.getValue())));
        Set<Capability> lacking = EnumSet.noneOf(Capability.class);
        capabilities.ifPresent(given -> {
            lacking.addAll(new CapabilityAdvisor().advise(baseline, stages).add());
            lacking.removeAll(given);
        });
        return new WhatIf(workload.id(), refusals, runtimeCallSets(baseline, known, answers.get(Abi.X86_64)), lacking);
    }

    private static List<Refusal> call(Baseline baseline, Answers answers, Item item, Observations observations) {
        Optional<String> name = SyscallTable.name(item.abi(), item.nr());
        CallAnswer answer = name.map(answers::of).orElseGet(() -> new CallAnswer(List.of(), answers.byDefault()));
        String syscall = Summary.syscall(item.abi(), item.nr());
        if (answer.alwaysAllows()) {
            return List.of();
        }
        if (!answer.mayAllow()) {
            boolean certain = !isNotImplemented(refusing(answer), answers);
            return List.of(new Refusal(item.stage(), item.abi(), syscall, "", refusing(answer), certain, observations));
        }
        List<Refusal> refusals = new ArrayList<>();
        boolean decided = true;
        for (int index = 0; index < 6; index++) {
            if (answer.dependsOn(index)) {
                decided &= values(baseline, item, syscall, index, answer, refusals);
            }
        }
        if (!decided) {
            refusals.add(new Refusal(item.stage(), item.abi(), syscall, "", refusing(answer), false, observations));
        }
        return refusals;
    }

    /** By a rule of its own, as of clone3: a library that hears that takes an older call. */
    private static boolean isNotImplemented(Outcome outcome, Answers answers) {
        return outcome.action() == Action.ERRNO && outcome.errno() == Errno.ENOSYS && !outcome.equals(answers.byDefault());
    }

    /** Adds a refusal for each value that no rule allows; says whether the record has all values. */
    private static boolean values(Baseline baseline, Item call, String syscall, int index, CallAnswer answer, List<Refusal> refusals) {
        boolean socketOption = syscall.equals(SETSOCKOPT) && (index == 1 || index == 2);
        ArgumentSet seen = baseline.arguments(Set.of(call.stage()), call.abi(), call.nr(), socketOption ? 1 : index);
        for (long value : seen.values()) {
            long argument = !socketOption ? value : index == 1 ? value >>> Integer.SIZE : value & 0xffff_ffffL;
            if (!answer.mayAllow(index, argument)) {
                Item item = new Item(ItemKind.ARGUMENT, call.abi(), call.stage(), socketOption ? 1 : index, call.nr(), value);
                refusals.add(new Refusal(call.stage(), call.abi(), syscall, "arg" + index + " = 0x" + Long.toHexString(argument), refusing(answer),
                        true, baseline.observations(item).orElseThrow()));
            }
        }
        return seen.closed() && !seen.values().isEmpty();
    }

    private static Outcome refusing(CallAnswer answer) {
        if (!answer.otherwise().allows()) {
            return answer.otherwise();
        }
        return answer.cases().stream().map(Case::outcome).filter(outcome -> !outcome.allows()).findFirst().orElseThrow();
    }

    private static SortedMap<RuntimeCallsKey, SortedSet<String>> runtimeCallSets(Baseline baseline, RuntimeCallSets known, Answers answers) {
        SortedMap<RuntimeCallsKey, SortedSet<String>> refused = new TreeMap<>();
        for (RuntimeCallsKey key : baseline.runtimes()) {
            SortedSet<String> names = new TreeSet<>();
            known.find(key.runtime(), key.kind()).ifPresent(set -> set.numbers().forEach(nr ->
                    SyscallTable.name(Abi.X86_64, nr).filter(name -> !answers.of(name).mayAllow()).ifPresent(names::add)));
            if (!names.isEmpty()) {
                refused.put(key, names);
            }
        }
        return refused;
    }
}
