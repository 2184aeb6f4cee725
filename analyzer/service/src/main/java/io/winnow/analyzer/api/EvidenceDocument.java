// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import io.winnow.analyzer.baseline.Provenance;
import io.winnow.analyzer.capability.Confidence;
import io.winnow.analyzer.compare.Explanation;
import io.winnow.collector.record.WallTime;
import java.util.List;
import java.util.Optional;

/**
 * Why a workload has a system call or a capability. Strings may be untrusted.
 *
 * @param workload that it is about
 * @param subject name of the call or of the capability
 * @param evidence what was seen
 * @param runtimeCallSets runtimes that do the call behind their filter
 * @param implied why the suggested profile allows it without an observation, one sentence each
 * @param dockerDefault what Docker's default says, in words
 * @param risks what an operator should know of it, one sentence each
 * @param confidence how sure it is that the capability is needed: {@link Confidence#label}; null if it is not advised, and for a system call
 */
public record EvidenceDocument(
        String workload, String subject, List<Line> evidence, List<String> runtimeCallSets, List<String> implied, String dockerDefault, List<String> risks,
        String confidence) {

    /**
     * One sign of it.
     *
     * @param stage start, serve or exec
     * @param abi of the call
     * @param what was done, in words
     * @param first ISO-8601
     * @param last ISO-8601
     * @param count how often; 0 if it was not counted
     * @param executable that did it first; null if it is not known
     * @param comm name of the thread that did it first; null if it is not known
     * @param process that did it first, as its container numbers it; null if it is not known
     * @param replica the container that did it first; null if it is not known
     */
    public record Line(
            String stage, String abi, String what, String first, String last, long count, String executable, String comm, Integer process, String replica) {

        private static Line of(Explanation.Sign sign) {
            Optional<Provenance> who = sign.observations().provenance();
            return new Line(sign.stage().label(), sign.abi().label(), sign.what(), time(sign.observations().first()), time(sign.observations().lastSeen()),
                    sign.observations().count(), who.map(Provenance::executable).orElse(null), who.map(Provenance::comm).orElse(null),
                    who.map(Provenance::containerTgid).orElse(null), who.map(Provenance::replica).orElse(null));
        }

        private static String time(long nanos) {
            return WallTime.millis(nanos).toString();
        }
    }

    public static EvidenceDocument of(Explanation explanation) {
        return new EvidenceDocument(explanation.workload().toString(), explanation.subject(), explanation.evidence().stream().map(Line::of).toList(),
                explanation.runtimeCallSets().stream().map(Object::toString).toList(), explanation.implied(), explanation.dockerDefault(), explanation.risks(),
                explanation.confidence().map(Confidence::label).orElse(null));
    }
}
