// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import io.winnow.analyzer.posture.Severity;
import io.winnow.analyzer.workload.WorkloadId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** How many findings of each workload are open or acknowledged, by severity. */
public final class PendingFindings {

    private final Map<String, Map<Severity, Integer>> byWorkload = new HashMap<>();

    PendingFindings(Collection<OngoingFinding> findings) {
        for (OngoingFinding finding : findings) {
            if (finding.state().pending()) {
                byWorkload.computeIfAbsent(finding.subject().workload(), any -> new TreeMap<>(Collections.reverseOrder()))
                        .merge(finding.severity(), 1, Integer::sum);
            }
        }
    }

    /** Those of one workload, the worst first; empty if there are none. */
    public Map<Severity, Integer> of(WorkloadId workload) {
        return byWorkload.getOrDefault(FindingLimits.cut(workload.toString()), Map.of());
    }
}
