// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import io.winnow.analyzer.posture.Severity;
import java.util.List;

/**
 * What an operator is called for, as it is at one moment.
 *
 * @param id of workload, baseline's version and cause: the same in all updates, and after restarts
 * @param title in a sentence: what is worst about it
 * @param severity of the worst, combinations included
 * @param state how far it has been dealt with
 * @param subject whose container it was
 * @param cause what caused it
 * @param first when its first violation was, wall time in nanoseconds since 1970
 * @param last when the newest was
 * @param total of its different violations
 * @param occurrences of them all, repetitions included
 * @param behaviours ids of the dangerous behaviours in it, the worst first, combinations included
 * @param violations the first of them in order, as many as are kept
 * @param processes the tree, as many as are kept, an ancestor before those that it started
 * @param containers ids of the containers that did it, as many as are kept
 * @param heldBack occurrences that came since the update before and are in this one
 * @param decisions the newest steps of its life, in order
 * @param sequence grows with each change: the greater one of two updates is the later
 */
public record Finding(
        String id,
        String title,
        Severity severity,
        FindingState state,
        FindingSubject subject,
        FindingCause cause,
        long first,
        long last,
        long total,
        long occurrences,
        List<String> behaviours,
        List<FindingViolation> violations,
        List<FindingProcess> processes,
        List<String> containers,
        long heldBack,
        List<FindingDecision> decisions,
        long sequence) {

    public Finding {
        behaviours = List.copyOf(behaviours);
        violations = List.copyOf(violations);
        processes = List.copyOf(processes);
        containers = List.copyOf(containers);
        decisions = List.copyOf(decisions);
    }
}
