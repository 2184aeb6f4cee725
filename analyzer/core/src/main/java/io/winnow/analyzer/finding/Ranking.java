// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import io.winnow.analyzer.posture.Severity;
import io.winnow.analyzer.threat.DangerousBehaviour;
import io.winnow.analyzer.threat.DangerousBehaviours;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The dangerous behaviours of a finding, and how severe they are together. */
final class Ranking {

    /** How severe each is here: less than in the table if it was refused each time. */
    private final Map<String, Severity> behaviours = new TreeMap<>();
    private Severity severity = Severity.INFO;

    Ranking(Collection<String> kept) {
        kept.forEach(id -> DangerousBehaviours.find(id).ifPresent(behaviour -> behaviours.put(id, behaviour.severity())));
    }

    Severity severity() {
        return severity;
    }

    /** Takes in what a violation is; says whether the finding is more severe by that. */
    boolean add(Assessment assessment) {
        for (DangerousBehaviour behaviour : assessment.behaviours()) {
            Severity here = behaviour.severity().compareTo(assessment.severity()) > 0 ? assessment.severity() : behaviour.severity();
            behaviours.merge(behaviour.id(), here, Ranking::worse);
        }
        Severity before = severity;
        raise(assessment.severity());
        for (DangerousBehaviour combination : DangerousBehaviours.combinations(behaviours.keySet())) {
            behaviours.put(combination.id(), combination.severity());
            raise(combination.severity());
        }
        return severity != before;
    }

    void raise(Severity least) {
        severity = worse(severity, least);
    }

    /** Of equally severe ones combinations first, then as the table has them. */
    List<DangerousBehaviour> worstFirst() {
        List<DangerousBehaviour> sorted = new ArrayList<>();
        behaviours.keySet().forEach(id -> DangerousBehaviours.find(id).ifPresent(sorted::add));
        sorted.sort(Comparator.<DangerousBehaviour, Severity>comparing(behaviour -> behaviours.get(behaviour.id())).reversed()
                .thenComparing(behaviour -> !behaviour.isCombination())
                .thenComparing(DangerousBehaviours::rank));
        return sorted;
    }

    private static Severity worse(Severity one, Severity other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
