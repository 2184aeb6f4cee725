// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import io.winnow.analyzer.advise.Advice;
import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.Advisor;
import io.winnow.analyzer.advise.Tolerance;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a profile buys a workload: the known faults of the kernel that it leaves within reach, for the suggested profile with each tolerance and for Docker's
 * default.
 *
 * @param profiles in the order of what they tolerate, Docker's default last
 */
public record WorkloadRisk(WorkloadId workload, List<OfProfile> profiles) {

    public static final String DOCKER_DEFAULT = "docker-default";

    public WorkloadRisk {
        profiles = List.copyOf(profiles);
    }

    /**
     * What one profile leaves.
     *
     * @param name the label of a tolerance, or {@value #DOCKER_DEFAULT}
     * @param syscalls how many calls of x86_64 it allows
     */
    public record OfProfile(String name, int syscalls, Exposure exposure) {

        private static OfProfile of(String name, SeccompProfile profile, Set<Capability> capabilities) {
            return new OfProfile(name, new Evaluator(profile).allowedSyscalls(Abi.X86_64).size(), Exposure.of(profile, capabilities));
        }
    }

    /** @param options what the operator wants of every profile */
    public static WorkloadRisk of(Advisor advisor, Workload workload, RuntimeCallSets known, AdviceOptions options) {
        List<OfProfile> profiles = new ArrayList<>();
        for (Tolerance tolerance : Tolerance.values()) {
            Advice advice = advisor.advise(workload, known, options.withoutRuntimeCalls(true).withTolerance(tolerance));
            profiles.add(OfProfile.of(tolerance.label(), advice.seccomp(), advice.capabilities().add()));
        }
        Set<Capability> granted = workload.baseline().grantedOr(Capability.dockerDefault());
        profiles.add(OfProfile.of(DOCKER_DEFAULT, DockerDefault.resolve(granted), granted));
        return new WorkloadRisk(workload.id(), profiles);
    }

    /** @throws IllegalArgumentException if there is no such profile */
    public OfProfile profile(String name) {
        return profiles.stream().filter(profile -> profile.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no profile \"" + name + "\""));
    }
}
