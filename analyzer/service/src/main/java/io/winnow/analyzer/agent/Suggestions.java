// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.advise.Advice;
import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.Advisor;
import io.winnow.analyzer.advise.Reason;
import io.winnow.analyzer.advise.SyscallAdvice;
import io.winnow.analyzer.advise.Tolerance;
import io.winnow.analyzer.advise.WrittenCode;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Provenance;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.compare.WorkloadRisk;
import io.winnow.analyzer.format.Confinement;
import io.winnow.analyzer.seccomp.Action;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.violation.ImplicitAllowances;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.SyscallTable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the advisor suggests for a workload, and what of that the detector has to know. */
public final class Suggestions {

    private final Advisor advisor;
    private final AdviceOptions options;

    /** @param options what the operator wants of every profile */
    public Suggestions(Advisor advisor, AdviceOptions options) {
        this.advisor = advisor;
        this.options = options;
    }

    /**
     * What a caller asks for, over what the operator wants of every profile.
     *
     * @throws io.winnow.analyzer.advise.NoRuntimeCallsException if it is not known to start
     * @throws IllegalArgumentException for a system call that there is not
     */
    Advice advice(Workload workload, RuntimeCallSets known, ProfileRequest request) {
        return advisor.advise(workload, known, options(request));
    }

    /**
     * The same for what loads the filter itself, so that nothing of a runtime has to pass it.
     *
     * @throws IllegalArgumentException for a system call that there is not
     */
    Advice preview(Workload workload, RuntimeCallSets known, ProfileRequest request) {
        return advisor.advise(workload, known, options(request).withoutRuntimeCalls(true));
    }

    /** What is wanted of a profile. */
    AdviceOptions options(ProfileRequest request) {
        return options.withRuntimes(new HashSet<>(request.runtimes()))
                .withAlwaysAllow(union(options.alwaysAllow(), request.allow()))
                .withAlwaysBlock(union(options.alwaysBlock(), request.block()))
                .withExecSessions(options.execSessions() || request.execSessions())
                .withClone3(request.withoutClone3() ? AdviceOptions.Clone3.NOT_IMPLEMENTED : options.clone3())
                .withLogRefusals(options.logRefusals() || request.log())
                .withTolerance(request.tolerance().isEmpty() ? options.tolerance() : Tolerance.labelled(request.tolerance()));
    }

    private static Set<String> union(Set<String> some, List<String> more) {
        Set<String> all = new HashSet<>(some);
        all.addAll(more);
        return all;
    }

    /** The same, though it may not be known to start: to look at. */
    public Advice preview(Workload workload, RuntimeCallSets known) {
        return advisor.advise(workload, known, options.withoutRuntimeCalls(true));
    }

    /** What the suggested profile buys, with each tolerance. */
    WorkloadRisk risk(Workload workload, RuntimeCallSets known) {
        return WorkloadRisk.of(advisor, workload, known, options);
    }

    /** The advice as other programs take it. */
    Confinement confinement(Workload workload, Advice advice) {
        return new Confinement(
                workload.id().toString(), workload.id().name(), advice.seccomp(), advice.capabilities().add(),
                workload.baseline().noNewPrivileges(), WrittenCode.neverIn(workload.baseline()),
                advice.syscalls().stream().filter(SyscallAdvice::harmlessInPart).map(SyscallAdvice::name).collect(Collectors.toSet()), executables(workload.baseline()));
    }

    /** The paths of the programs that it was seen to execute. */
    static SortedSet<String> executables(Baseline baseline) {
        SortedSet<String> paths = new TreeSet<>();
        baseline.items(ItemKind.EXECUTABLE)
                .forEach(entry -> entry.getValue().provenance().map(Provenance::executable).filter(path -> !path.isEmpty()).ifPresent(paths::add));
        return paths;
    }

    /** What a container under the suggested profile does, or has done to it, because of that profile. */
    public ImplicitAllowances implicitAllowances(Workload workload, RuntimeCallSets known) {
        Advice advice = preview(workload, known);
        Set<ImplicitAllowances.IntendedRefusal> denials = new HashSet<>();
        for (Rule rule : advice.seccomp().rules()) {
            if (rule.action() == Action.ERRNO && rule.args().isEmpty() && !advice.seccomp().isByDefault(rule)) {
                rule.names().forEach(name -> everyAbi(name, (abi, nr) ->
                        denials.add(new ImplicitAllowances.IntendedRefusal(abi, nr, rule.errno().orElse(Errno.EPERM)))));
            }
        }
        return new ImplicitAllowances(denials, calls(advice, Reason::implied), calls(advice, Reason::tolerated), advice.seccomp().defaultErrno().orElse(Errno.EPERM));
    }

    private static Set<ImplicitAllowances.Call> calls(Advice advice, Predicate<Reason> why) {
        Set<ImplicitAllowances.Call> calls = new HashSet<>();
        for (SyscallAdvice call : advice.syscalls()) {
            if (call.reasons().stream().anyMatch(why)) {
                everyAbi(call.name(), (abi, nr) -> calls.add(new ImplicitAllowances.Call(abi, nr)));
            }
        }
        return calls;
    }

    private static void everyAbi(String name, BiConsumer<Abi, Integer> receiver) {
        for (Abi abi : Abi.values()) {
            SyscallTable.number(abi, name).ifPresent(nr -> receiver.accept(abi, nr));
        }
    }
}
