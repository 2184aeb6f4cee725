// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import io.winnow.analyzer.metric.Readings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What can be asked of a running analyzer. Calls return at once; the analyzer's own thread completes the futures, exceptionally with
 * {@link FaultException} if the question was at fault: a decision takes the role {@link Role#OPERATOR}.
 */
public interface AnalyzerApi {

    CompletableFuture<List<WorkloadSummary>> workloads();

    CompletableFuture<WorkloadDetail> workload(String id);

    /** Those that run now. */
    CompletableFuture<List<ContainerDocument>> containers();

    /** The suggested profile. */
    CompletableFuture<Rendering> profile(String id, ProfileRequest request);

    /** What an operator should know before using that profile: one sentence each. */
    CompletableFuture<List<String>> notes(String id, ProfileRequest request);

    /**
     * Freezes the baseline. Harmless if it is frozen.
     *
     * @param by who decides
     * @param force whatever it lacks; otherwise a baseline that lacks something is a conflict
     */
    CompletableFuture<WorkloadSummary> freeze(String id, Principal by, boolean force);

    /**
     * Freezes a workload that learns with the frozen baseline of another, mostly an earlier version of it. What it has learned waits for review.
     *
     * @param other the workload whose baseline it is
     * @param by who decides
     */
    CompletableFuture<WorkloadSummary> freezeFrom(String id, String other, Principal by);

    /** What a frozen workload did outside its baseline. */
    CompletableFuture<PendingDocument> pending(String id);

    /**
     * Takes items that wait for review into the frozen baseline.
     *
     * @param by who decides
     * @param reason in the operator's words; empty if none was given
     */
    CompletableFuture<WorkloadSummary> approve(String id, Selection selection, Principal by, String reason);

    /**
     * Has items that wait for review stay outside the frozen baseline: they are reported on, and wait no more until another program does them.
     *
     * @param by who decides
     * @param reason in the operator's words; empty if none was given
     */
    CompletableFuture<WorkloadSummary> reject(String id, Selection selection, Principal by, String reason);

    /** Has a frozen workload learn again, from its baseline and all that waits for review. Harmless if it is not frozen. */
    CompletableFuture<WorkloadSummary> thaw(String id, Principal by);

    /**
     * Removes a workload and all that was learned of it. What its containers do from then on is learned anew.
     *
     * @param confirmed the workload's short id or whole name; anything else is a conflict
     * @param force though it is frozen or has containers; otherwise that is a conflict
     * @param by who decides
     * @return what it was
     */
    CompletableFuture<WorkloadSummary> forget(String id, String confirmed, boolean force, Principal by);

    /** What rules of good posture say of each workload, and of the host. */
    CompletableFuture<PostureDocument> posture();

    /** The same of one workload, and of the host. */
    CompletableFuture<PostureDocument> posture(String id);

    /** What operators are called for. */
    FindingApi findings();

    /** Closer looks. */
    InspectionApi inspection();

    /** Counts and times of containers' calls. */
    ProfilingApi profiling();

    CompletableFuture<StatusDocument> status();

    /** All metrics that have a value now. */
    CompletableFuture<Readings> metrics();

    /** Why the answer to a probe is no, in a sentence; empty if it is yes. */
    Optional<String> failing(Probe probe);
}
