// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.LearnedFilter;
import io.winnow.analyzer.seccomp.Alternative;
import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.FilterIntersection;
import io.winnow.analyzer.seccomp.ProfileReader;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.analyzer.seccomp.Target;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.SyscallTable;
import java.nio.charset.StandardCharsets;
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

    private static final int SHOWN_DIGITS = 12;
    private static final int ALGORITHM_LENGTH = "sha256:".length();

    private final Baseline baseline;
    private final List<SeccompProfile> profiles;

    private LearnedUnder(Baseline baseline, List<SeccompProfile> profiles) {
        this.baseline = baseline;
        this.profiles = profiles;
    }

    /** None if a replica ran without a filter: what it did then passed none. */
    public static LearnedUnder of(Baseline baseline) {
        boolean each = !baseline.withoutFilter();
        return new LearnedUnder(baseline, each ? baseline.filters().stream().map(LearnedUnder::read).toList() : List.of());
    }

    private static SeccompProfile read(LearnedFilter filter) {
        ProfileReader reader = new ProfileReader();
        return reader.readProfile(reader.tree(filter.profile().getBytes(StandardCharsets.UTF_8)), "").template().resolve(Target.x86(Set.of()));
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
        List<Evaluator> evaluators = profiles.stream().map(Evaluator::new).toList();
        Set<String> disputed = new HashSet<>();
        for (Abi abi : Abi.values()) {
            for (String name : SyscallTable.names(abi)) {
                if (evaluators.stream().map(evaluator -> answers(evaluator, abi, name)).distinct().count() > 1) {
                    disputed.add(name);
                }
            }
        }
        return disputed;
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
            names.add(isDockerDefault(profiles.get(next++)) ? "docker-default"
                    : filter.digest().substring(ALGORITHM_LENGTH, ALGORITHM_LENGTH + SHOWN_DIGITS));
        }
        return List.copyOf(names);
    }

    private boolean isDockerDefault(SeccompProfile profile) {
        SeccompProfile docker = DockerDefault.resolve(baseline.grantedOr(Capability.dockerDefault()));
        Evaluator one = new Evaluator(profile);
        Evaluator other = new Evaluator(docker);
        return profile.defaultAnswer() == docker.defaultAnswer()
                && SyscallTable.names(Abi.X86_64).stream().allMatch(name -> answers(one, Abi.X86_64, name).equals(answers(other, Abi.X86_64, name)));
    }
}
