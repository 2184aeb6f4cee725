// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import io.winnow.analyzer.posture.Severity;
import java.util.List;

/**
 * A violation as its finding keeps it. FindingLimits are untrusted and bounded.
 *
 * @param id of the first report of it
 * @param time when it was done first, wall time in nanoseconds since 1970
 * @param kind label of its kind
 * @param summary in words, with the arguments decoded
 * @param stage label; null of a loss
 * @param call name of the system call with its ABI; null if it is about none
 * @param arguments the six registers, hexadecimal; empty if they are not known
 * @param process pid of who did it, as the host sees it; 0 if that is not known
 * @param item its hash, by which it is accepted; null of a loss
 * @param count how often so far
 * @param severity of it alone
 * @param behaviours ids of the dangerous behaviours that it is
 * @param evidence label of what it was seen by
 * @param tolerated the suggested profile allows it by tolerance
 * @param file what was executed; null if it is not known, or if it is about something else
 */
public record FindingViolation(
        String id, long time, String kind, String summary, String stage, String call, List<String> arguments, int process, String item, long count,
        Severity severity, List<String> behaviours, String evidence, boolean tolerated, FindingFile file) {

    public FindingViolation {
        arguments = List.copyOf(arguments);
        behaviours = List.copyOf(behaviours);
    }

    FindingViolation repeated(long times) {
        return new FindingViolation(
                id, time, kind, summary, stage, call, arguments, process, item, Math.max(count, times), severity, behaviours, evidence, tolerated, file);
    }

    FindingViolation of(FindingFile executed) {
        return new FindingViolation(
                id, time, kind, summary, stage, call, arguments, process, item, count, severity, behaviours, evidence, tolerated, executed);
    }
}
