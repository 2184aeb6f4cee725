// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A profile as Docker's files have it, with rules for some containers only. {@link #resolve} makes the concrete profile of one container,
 * as moby does (profiles/seccomp/seccomp_linux.go). A profile of the OCI runtime specification is a template without conditions.
 *
 * @param defaultAction for every call that no rule names
 * @param defaultErrno see {@link SeccompProfile}
 * @param architectures for every host; if there are some, {@code architectureMap} is empty
 * @param architectureMap for a host of that architecture: what else the filter knows
 * @param flags for loading the filter
 * @param rules in order
 */
public record ProfileTemplate(
        Action defaultAction,
        OptionalInt defaultErrno,
        List<Architecture> architectures,
        Map<Architecture, List<Architecture>> architectureMap,
        Set<FilterFlag> flags,
        List<ConditionalRule> rules) {

    public ProfileTemplate {
        Objects.requireNonNull(defaultAction, "defaultAction");
        architectures = List.copyOf(architectures);
        architectureMap = Map.copyOf(architectureMap);
        flags = Set.copyOf(flags);
        rules = List.copyOf(rules);
        if (!architectures.isEmpty() && !architectureMap.isEmpty()) {
            throw new IllegalArgumentException("both architectures and archMap");
        }
    }

    /** The profile of one container. */
    public SeccompProfile resolve(Target target) {
        List<Architecture> known = new ArrayList<>(architectures);
        if (architectureMap.containsKey(target.architecture())) {
            known.add(target.architecture());
            known.addAll(architectureMap.get(target.architecture()));
        }
        List<Rule> holding =
                rules.stream().filter(rule -> rule.holds(target)).map(ConditionalRule::rule).toList();
        return new SeccompProfile(defaultAction, defaultErrno, known, flags, holding);
    }

    /** Whether it is the same for every container and host. */
    public boolean isConcrete() {
        return architectureMap.isEmpty()
                && rules.stream().allMatch(rule -> rule.includes().isEmpty() && rule.excludes().isEmpty());
    }
}
