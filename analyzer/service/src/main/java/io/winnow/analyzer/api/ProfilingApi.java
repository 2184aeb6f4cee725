// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import io.winnow.analyzer.api.profiling.ProfilingDocument;
import io.winnow.analyzer.api.profiling.ProfilingSummary;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Counts and times of containers' calls. As with {@link AnalyzerApi}, a future may fail with {@link FaultException}. */
public interface ProfilingApi {

    /** Containers that are profiled or lately were, the newest first. */
    CompletableFuture<List<ProfilingSummary>> list();

    /**
     * What was counted of one of them.
     *
     * @param name its id or its name, or the start of the id
     * @param call whose latency is wanted over time, as {@code read} or {@code i386:read}; empty: of all calls
     */
    CompletableFuture<ProfilingDocument> profiling(String name, String call);

    /**
     * Has a running container profiled.
     *
     * @param name its id, its name, or its workload if that has one container
     * @param by who decides
     */
    CompletableFuture<ProfilingSummary> start(String name, Duration time, Principal by);

    /** Ends it before its time is over. @param by who decides */
    CompletableFuture<ProfilingSummary> stop(String name, Principal by);
}
