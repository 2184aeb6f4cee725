// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.threat;

import io.winnow.analyzer.posture.Severity;
import java.util.List;

/**
 * A row of the table: one dangerous behaviour, or several that are worse together.
 *
 * @param id part of what other programs read: it does not change
 * @param title what was done, in a sentence
 * @param when which acts it is; empty for a combination
 * @param together ids of the behaviours that make the combination, within one process tree; empty for a single behaviour
 * @param known techniques and CVEs that go this way
 * @param meaning why it is dangerous
 * @param remedy what to do about it
 * @param sources URLs
 */
public record DangerousBehaviour(
        String id, Severity severity, Technique technique, String title, List<ActPattern> when, List<String> together, List<String> known,
        String meaning, String remedy, List<String> sources) {

    public DangerousBehaviour {
        when = when == null ? List.of() : List.copyOf(when);
        together = together == null ? List.of() : List.copyOf(together);
        known = List.copyOf(known);
        sources = List.copyOf(sources);
    }

    public boolean isCombination() {
        return !together.isEmpty();
    }

    boolean matches(ObservedAct act) {
        return when.stream().anyMatch(pattern -> pattern.matches(act));
    }
}
