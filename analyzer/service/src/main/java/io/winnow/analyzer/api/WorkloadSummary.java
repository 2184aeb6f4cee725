// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import io.winnow.analyzer.posture.Severity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A workload in a list. Strings may be untrusted.
 *
 * @param id names it in every other call
 * @param shortId the same as one plain word: see {@code WorkloadId.shortId()}
 * @param state learning, stable or frozen
 * @param partial why the baseline may lack something; empty if nothing is known to be missed
 * @param containers running now
 * @param syscalls distinct system calls of the entrypoint's tree and of exec sessions
 * @param refused distinct system calls that seccomp refused, as far as that was asked for
 * @param capabilities needed
 * @param sample how much of its behaviour has been seen, and what that rests on
 * @param pending what waits for review of a frozen workload; else 0
 * @param since when this version of it was first seen, ISO-8601, or null
 * @param lastSeen ISO-8601, or null
 * @param identity how it is known which containers are its replicas
 * @param allowed what Docker's default and its grants allow it, beside what it used; null if an older service does not say
 * @param findings how many are open or acknowledged, by severity, the worst first; empty if there are none
 */
public record WorkloadSummary(
        String id, String shortId, String state, List<String> partial, int containers, int syscalls, int refused, int capabilities, SampleDocument sample, int pending,
        String since, String lastSeen, IdentityDocument identity, AllowedDocument allowed, Map<String, Integer> findings) {

    public WorkloadSummary {
        // an older service does not say
        identity = identity == null ? IdentityDocument.OWN : identity;
        findings = findings == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(findings));
    }

    /** All of them. */
    public int findingCount() {
        return findings.values().stream().mapToInt(Integer::intValue).sum();
    }

    public WorkloadSummary withLastSeen(String time) {
        return new WorkloadSummary(id, shortId, state, partial, containers, syscalls, refused, capabilities, sample, pending, since, time, identity, allowed, findings);
    }

    /**
     * As it is now.
     *
     * @param provisional whether its name is still to come
     * @param pendingFindings those to be looked at
     */
    public WorkloadSummary current(int running, boolean provisional, Map<Severity, Integer> pendingFindings) {
        Map<String, Integer> bySeverity = new LinkedHashMap<>();
        pendingFindings.forEach((severity, count) -> bySeverity.put(severity.label(), count));
        return new WorkloadSummary(id, shortId, state, partial, running, syscalls, refused, capabilities, sample, pending, since, lastSeen,
                provisional ? identity.pending() : identity, allowed, bySeverity);
    }
}
