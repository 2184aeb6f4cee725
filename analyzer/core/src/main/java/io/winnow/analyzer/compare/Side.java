// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import io.winnow.analyzer.advise.Advice;
import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.Advisor;
import io.winnow.analyzer.advise.Tolerance;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Capability;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One of two things to compare, as what it lets a container do.
 *
 * @param name for people; may be untrusted text
 * @param profile the system calls, for one concrete container
 * @param capabilities empty if nothing is said about them
 */
public record Side(String name, SeccompProfile profile, Optional<Set<Capability>> capabilities) {

    public Side {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(profile, "profile");
        capabilities = capabilities.map(Set::copyOf);
    }

    /** What a workload was seen to do, without what its runtimes need to start it: as the profile that allows just that. */
    public static Side of(Workload workload) {
        AdviceOptions options = AdviceOptions.DEFAULT.withoutRuntimeCalls(true).withTolerance(Tolerance.EXACT);
        Advice advice = new Advisor().advise(workload, RuntimeCallSets.EMPTY, options);
        return new Side(workload.id().toString(), advice.seccomp(), Optional.of(advice.capabilities().add()));
    }

    /** Docker's default for a container with these capabilities. */
    public static Side dockerDefault(Set<Capability> capabilities) {
        return new Side("docker-default", DockerDefault.resolve(capabilities), Optional.of(capabilities));
    }
}
