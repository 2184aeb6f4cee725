// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import io.winnow.analyzer.finding.FindingState;
import io.winnow.analyzer.posture.Severity;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which findings are asked for.
 *
 * @param since something of it happened then or later
 * @param severity it is as severe, or more
 * @param states one of these
 * @param workload id, or its start; empty: any
 */
public record FindingQuery(Optional<Instant> since, Severity severity, Set<FindingState> states, String workload) {

    /** All that there are. */
    public static final FindingQuery ALL = new FindingQuery(Optional.empty(), Severity.INFO, Set.of(FindingState.values()), "");

    public FindingQuery {
        states = Set.copyOf(states);
    }

    /**
     * Whether a finding is asked for.
     *
     * @param last when its newest violation was
     * @param id of its workload
     */
    public boolean takes(Instant last, Severity rank, FindingState state, String id) {
        return since.filter(last::isBefore).isEmpty() && rank.compareTo(severity) >= 0 && states.contains(state) && id.startsWith(workload);
    }
}
