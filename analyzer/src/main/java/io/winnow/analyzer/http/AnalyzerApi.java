// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What can be asked of a running analyzer. Calls return at once; the analyzer's own thread completes the futures, exceptionally with
 * {@link ProblemException} where the question was at fault.
 */
public interface AnalyzerApi {

    CompletableFuture<List<WorkloadSummary>> workloads();

    CompletableFuture<WorkloadDetail> workload(String id);

    /**
     * The suggested profile.
     *
     * @param format name of a format, as {@code docker}
     * @param runtimes names of the low-level runtimes it must start under; empty for all that the workload ran under
     */
    CompletableFuture<Rendering> profile(String id, String format, List<String> runtimes);

    /** Freezes the baseline. Harmless where it is frozen. */
    CompletableFuture<WorkloadSummary> freeze(String id);

    CompletableFuture<StatusDocument> status();

    /** Whether the analyzer reads its queue and can deliver what it finds. */
    boolean ready();
}
