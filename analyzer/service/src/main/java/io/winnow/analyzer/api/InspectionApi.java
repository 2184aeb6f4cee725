// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Closer looks at what is known, which no one needs at every glance. As with {@link AnalyzerApi}, a future may fail with {@link FaultException}. */
public interface InspectionApi {

    /** What all workloads use together, beside what they are allowed. */
    CompletableFuture<FleetDocument> fleet();

    /** Each system call that a workload used or may use. */
    CompletableFuture<List<CallDocument>> calls(String id);

    /** How its behaviour was discovered, by stage and kind. */
    CompletableFuture<List<CurveDocument>> discovery(String id);

    /**
     * Why it has a system call or a capability.
     *
     * @param subject name of the call or of the capability
     */
    CompletableFuture<EvidenceDocument> evidence(String id, String subject);

    /** Which known faults of the kernel each of its profiles leaves within reach. */
    CompletableFuture<RiskDocument> risk(String id);
}
