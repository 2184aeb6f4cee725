// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import java.util.Optional;

/**
 * What a rule stands for in published standards. The versions are here and nowhere else.
 *
 * @param dockerBenchmark number in {@value #DOCKER_BENCHMARK}; empty if it has none
 * @param kubernetesBenchmark number in {@value #KUBERNETES_BENCHMARK}; empty if it has none
 * @param podSecurity level of the {@value #POD_SECURITY} that does not allow it; empty if both do
 */
public record Standards(String dockerBenchmark, String kubernetesBenchmark, Optional<PodSecurityLevel> podSecurity) {

    public static final String DOCKER_BENCHMARK = "CIS Docker Benchmark 1.6.0";
    public static final String KUBERNETES_BENCHMARK = "CIS Kubernetes Benchmark 1.11";
    public static final String POD_SECURITY = "Pod Security Standards of Kubernetes 1.31";

    static Standards of(String dockerBenchmark, String kubernetesBenchmark, PodSecurityLevel podSecurity) {
        return new Standards(dockerBenchmark, kubernetesBenchmark, Optional.of(podSecurity));
    }

    static Standards of(String dockerBenchmark, String kubernetesBenchmark) {
        return new Standards(dockerBenchmark, kubernetesBenchmark, Optional.empty());
    }
}
