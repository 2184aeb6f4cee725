// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import io.winnow.analyzer.posture.BrokenRule;
import io.winnow.analyzer.posture.PodSecurityLevel;
import io.winnow.analyzer.posture.Posture;
import io.winnow.analyzer.posture.Standards;
import io.winnow.analyzer.posture.Unknown;
import java.util.List;

/**
 * What rules of good posture say of workloads and of their host. Strings may be untrusted.
 *
 * @param standards that the numbers of findings are of
 * @param host that the collector describes
 * @param workloads in the order of their names
 */
public record PostureDocument(Sources standards, HostPosture host, List<WorkloadPosture> workloads) {

    /** Names and versions of standards. */
    public record Sources(String dockerBenchmark, String kubernetesBenchmark, String podSecurity) {

        static final Sources ALL = new Sources(Standards.DOCKER_BENCHMARK, Standards.KUBERNETES_BENCHMARK, Standards.POD_SECURITY);
    }

    /**
     * A host.
     *
     * @param node its name; empty before the first session
     * @param securityModules null if they are not known
     * @param findings the worst first
     * @param unknown what could not be judged
     */
    public record HostPosture(String node, List<String> securityModules, List<Found> findings, List<Gap> unknown) {}

    /**
     * A workload.
     *
     * @param workload names it in every other call
     * @param shortId the same as one plain word
     * @param containers that run; if none does, it is judged by what its newest replica was given
     * @param granted what the newest replica was given
     * @param findings the worst first
     * @param unknown what could not be judged
     */
    public record WorkloadPosture(
            String workload, String shortId, int containers, GrantedDocument granted, List<Found> findings, List<Gap> unknown) {}

    /**
     * A rule that is broken.
     *
     * @param rule its id
     * @param severity low, medium, high or critical
     * @param title what is wrong
     * @param evidence what was seen
     * @param remedy what to do about it
     * @param containers that break it; empty if all that are looked at do
     * @param dockerBenchmark number; null if it has none
     * @param kubernetesBenchmark number; null if it has none
     * @param podSecurity baseline or restricted: the level that it breaks; null if it breaks none
     */
    public record Found(
            String rule, String severity, String title, String evidence, String remedy, List<String> containers, String dockerBenchmark,
            String kubernetesBenchmark, String podSecurity) {

        public static Found of(BrokenRule finding, List<String> containers) {
            Standards standards = finding.rule().standards();
            return new Found(
                    finding.rule().id(), finding.severity().label(), finding.rule().title(), finding.evidence(), finding.rule().remedy(), containers,
                    orNull(standards.dockerBenchmark()), orNull(standards.kubernetesBenchmark()), standards.podSecurity().map(PodSecurityLevel::label).orElse(null));
        }

        private static String orNull(String number) {
            return number.isEmpty() ? null : number;
        }
    }

    /**
     * A rule of which it cannot be said whether it is kept.
     *
     * @param rule its id
     * @param severity of its worst finding
     * @param reason in words
     */
    public record Gap(String rule, String severity, String reason) {

        public static Gap of(Unknown unknown) {
            return new Gap(unknown.rule().id(), unknown.rule().worst().label(), unknown.reason());
        }
    }

    public PostureDocument {
        workloads = List.copyOf(workloads);
    }

    public static PostureDocument of(HostPosture host, List<WorkloadPosture> workloads) {
        return new PostureDocument(Sources.ALL, host, workloads);
    }

    /** @param securityModules null if they are not known */
    public static HostPosture host(String node, List<String> securityModules, Posture posture) {
        return new HostPosture(
                node, securityModules, posture.findings().stream().map(finding -> Found.of(finding, List.of())).toList(),
                posture.unknown().stream().map(Gap::of).toList());
    }
}
