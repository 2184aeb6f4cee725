// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.LearnedFilter;
import io.winnow.analyzer.seccomp.Alternative;
import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.DockerReleases;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.FilterIntersection;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.analyzer.seccomp.Target;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The seccomp profiles that all replicas of a workload ran under while it was learned. What such a profile refused, the workload does without, with that very
 * answer: a suggested profile answers it the same, and allows nothing that the profile did not.
 */
public final class LearnedUnder {

    private final Baseline baseline;
    private final List<SeccompProfile> profiles;

    private LearnedUnder(Baseline baseline, List<SeccompProfile> profiles) {
        this.baseline = baseline;
        this.profiles = profiles;
    }

    /** None if a replica ran without a filter: what it did then passed none. */
    public static LearnedUnder of(Baseline baseline) {
        boolean each = !baseline.withoutFilter();
        return new LearnedUnder(baseline, each ? baseline.filters().stream().map(LearnedFilter::seccomp).toList() : List.of());
    }

    /**
     * A profile that allows no more than these did, with their answers. Where they differ from each other, the profile's own answer stands, since a replica under
     * either may have needed it.
     *
     * @param exempt names for which the profile's own answer stands in any case
     */
    SeccompProfile narrow(SeccompProfile profile, Set<String> exempt) {
        if (profiles.isEmpty() || profiles.stream().map(SeccompProfile::defaultAnswer).distinct().count() > 1) {
            return profile;
        }
        Set<String> own = new HashSet<>(exempt);
        own.addAll(disputed());
        return FilterIntersection.of(profile, profiles.get(0), own);
    }

    private Set<String> disputed() {
        Evaluator first = new Evaluator(profiles.get(0));
        Set<String> disputed = new HashSet<>();
        for (SeccompProfile profile : profiles.subList(1, profiles.size())) {
            Evaluator other = new Evaluator(profile);
            for (Abi abi : Abi.values()) {
                SyscallTable.names(abi).stream().filter(name -> !alike(first, other, abi, name)).forEach(disputed::add);
            }
        }
        return disputed;
    }

    private static boolean alike(Evaluator one, Evaluator other, Abi abi, String name) {
        return answers(one, abi, name).equals(answers(other, abi, name));
    }

    /** What decides about a call, whatever the rules look like. */
    private static Set<List<Object>> answers(Evaluator evaluator, Abi abi, String name) {
        return evaluator.alternatives(abi, name).stream().map(LearnedUnder::answer).collect(Collectors.toSet());
    }

    private static List<Object> answer(Alternative alternative) {
        List<ArgCondition> conditions = alternative.conditions();
        return List.of(alternative.action(), alternative.data(), conditions);
    }

    /** What people call the profiles: {@code docker-default}, or the first digits of the digest. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        int next = 0;
        for (LearnedFilter filter : profiles.isEmpty() ? Set.<LearnedFilter>of() : baseline.filters()) {
            names.add(isDockerDefault(profiles.get(next++)) ? "docker-default" : filter.shortDigest());
        }
        return List.copyOf(names);
    }

    /** As some release of Docker gives it to a container with these capabilities. */
    private boolean isDockerDefault(SeccompProfile profile) {
        Target target = Target.x86(baseline.grantedOr(Capability.dockerDefault()));
        return DockerReleases.newestFirst().stream().anyMatch(release -> isSame(profile, release.resolve(target)));
    }

    private static boolean isSame(SeccompProfile profile, SeccompProfile docker) {
        Evaluator one = new Evaluator(profile);
        Evaluator other = new Evaluator(docker);
        return profile.defaultAnswer() == docker.defaultAnswer()
                && SyscallTable.names(Abi.X86_64).stream().allMatch(name -> alike(one, other, Abi.X86_64, name));
    }
}
