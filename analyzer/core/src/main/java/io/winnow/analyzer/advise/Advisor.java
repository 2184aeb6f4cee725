// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.capability.CapabilityAdvice;
import io.winnow.analyzer.capability.CapabilityAdvisor;
import io.winnow.analyzer.reach.KnownReach;
import io.winnow.analyzer.reach.Reach;
import io.winnow.analyzer.seccomp.Architecture;
import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.FilterFlag;
import io.winnow.analyzer.seccomp.InstalledLibseccomp;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Suggests what a workload should run under. The profile allows what the workload was seen to do, what its runtimes do between
 * loading the filter and the entrypoint's exec, the four calls that no program can do without, and those that depend on the timing of its
 * threads if it makes any; everything else is answered with EPERM, but {@code clone3} with ENOSYS, because the C library takes only that
 * for "use clone" (moby issue 42680). If the workload calls numbers beyond the kernel's tables, everything else is answered with ENOSYS: that
 * is what the kernel answers them, and no rule can name them. If the workload was learned under filters, what they refused is answered as they did:
 * {@link LearnedUnder}.
 */
public final class Advisor {

    private final CapabilityAdvisor capabilities = new CapabilityAdvisor();
    private final Supplier<Optional<InstalledLibseccomp>> libseccomp;
    private final KnownReach reach;

    /** One that warns of nothing that depends on the host. */
    public Advisor() {
        this(Optional::empty);
    }

    /** @param libseccomp that of the host, if it is known: what loads a profile leaves out the names that it does not know */
    public Advisor(Supplier<Optional<InstalledLibseccomp>> libseccomp) {
        this(libseccomp, KnownReach.NONE);
    }

    /** @param reach what is known of what the programs can call at most */
    public Advisor(Supplier<Optional<InstalledLibseccomp>> libseccomp, KnownReach reach) {
        this.libseccomp = libseccomp;
        this.reach = reach;
    }

    /**
     * @throws NoRuntimeCallsException if no runtime calls are known, or none of a runtime that the options name, and they do not say that a
     *     profile is wanted all the same
     */
    public Advice advise(Workload workload, RuntimeCallSets known, AdviceOptions options) {
        Baseline baseline = workload.baseline();
        RequiredRuntimeCalls runtimeCallSets = RequiredRuntimeCalls.of(workload.runtimes(), known, options.runtimes());
        List<String> unknown = runtimeCallSets.sets().isEmpty() ? runtimeCallSets.missing() : runtimeCallSets.unknown();
        if (!unknown.isEmpty() && !options.withoutRuntimeCalls()) {
            throw new NoRuntimeCallsException("workload " + workload.id() + ": no runtime calls are known of " + String.join(", ", unknown)
                    + ", so that its container would not start under a profile: start one container under that runtime while it is watched,"
                    + " or name others with --runtime; if the runtime keeps its state elsewhere (--root), name that directory in collector.runtimeStates");
        }
        Optional<Reach> reached = reach(workload);
        CapabilityAdvice capability = capabilities.advise(baseline, options.stages());
        ProfileCalls calls = new ProfileCalls(baseline, runtimeCallSets.sets(), reached, capability.add(), options);
        List<SyscallAdvice> syscalls = syscalls(baseline, calls, options);
        SeccompProfile profile = LearnedUnder.of(baseline).narrow(profile(calls, syscalls, options), Set.copyOf(options.alwaysAllow()));
        return new Advice(
                workload.id(), profile, syscalls, capability, figures(calls, profile, capability, baseline.grantsKnown()),
                Warnings.of(workload, calls, runtimeCallSets, capability, reached, options, libseccomp.get()));
    }

    /** What the workload's programs can call at most; empty if it is not known. */
    public Optional<Reach> reach(Workload workload) {
        return reach.of(workload.id());
    }

    private static List<SyscallAdvice> syscalls(Baseline baseline, ProfileCalls calls, AdviceOptions options) {
        ArgumentRules arguments = new ArgumentRules(baseline, options.stages(), options.mostArgumentValues());
        List<SyscallAdvice> syscalls = new ArrayList<>();
        calls.reasons().forEach((name, reasons) ->
                syscalls.add(new SyscallAdvice(name, arguments.alternatives(name, reasons), reasons)));
        return syscalls;
    }

    private static SeccompProfile profile(ProfileCalls calls, List<SyscallAdvice> syscalls, AdviceOptions options) {
        List<Rule> rules = new ArrayList<>();
        rules.add(Rule.allow(syscalls.stream().filter(call -> call.alternatives().isEmpty()).map(SyscallAdvice::name).toList()));
        for (SyscallAdvice call : syscalls) {
            for (List<ArgCondition> conditions : call.alternatives()) {
                rules.add(Rule.allow(call.name(), conditions.toArray(ArgCondition[]::new)));
            }
        }
        if (!calls.clone3()) {
            rules.add(Rule.refuse(ProfileCalls.CLONE3, Errno.ENOSYS));
        }
        List<Architecture> architectures = calls.abis().stream().map(Architecture::of).toList();
        SeccompProfile profile = SeccompProfile.refusing(architectures, rules);
        SeccompProfile answering = calls.beyondTable() ? profile.withDefaultErrno(Errno.ENOSYS) : profile;
        return answering.withFlags(options.logRefusals() ? Set.of(FilterFlag.LOG) : Set.of());
    }

    private static Figures figures(ProfileCalls calls, SeccompProfile profile, CapabilityAdvice capability, boolean grantsKnown) {
        Set<Capability> granted = grantsKnown ? capability.granted() : Capability.dockerDefault();
        return new Figures(
                calls.used().size(),
                new Evaluator(profile).allowedSyscalls(Abi.X86_64).size(),
                new Evaluator(DockerDefault.resolve(granted)).allowedSyscalls(Abi.X86_64).size(),
                capability.add().size(),
                grantsKnown ? granted.size() : null);
    }
}
