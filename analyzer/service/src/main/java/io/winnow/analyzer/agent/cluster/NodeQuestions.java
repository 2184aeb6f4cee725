// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.cluster;

import io.winnow.analyzer.api.CallDocument;
import io.winnow.analyzer.api.CurveDocument;
import io.winnow.analyzer.api.EvidenceDocument;
import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.FindingApi;
import io.winnow.analyzer.api.FindingQuery;
import io.winnow.analyzer.api.FleetDocument;
import io.winnow.analyzer.api.InspectionApi;
import io.winnow.analyzer.api.Principal;
import io.winnow.analyzer.api.ProfilingApi;
import io.winnow.analyzer.api.RiskDocument;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.api.profiling.ProfilingDocument;
import io.winnow.analyzer.api.profiling.ProfilingSummary;
import io.winnow.analyzer.publish.FindingDocument;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Questions that a node answers and a hub does not: it has no containers. */
final class NodeQuestions implements FindingApi, InspectionApi, ProfilingApi {

    private final ViolationFeed feed = new ViolationFeed(1);

    static <T> CompletableFuture<T> refused() {
        return CompletableFuture.failedFuture(FaultException.notFound("a hub watches no containers: ask the service of a node"));
    }

    @Override
    public CompletableFuture<List<FindingDocument>> list(FindingQuery query) {
        return refused();
    }

    @Override
    public CompletableFuture<FindingDocument> finding(String id) {
        return refused();
    }

    @Override
    public CompletableFuture<FindingDocument> acknowledge(String id, Principal by, String reason) {
        return refused();
    }

    @Override
    public CompletableFuture<FindingDocument> accept(String id, Principal by, String reason) {
        return refused();
    }

    @Override
    public ViolationFeed feed() {
        return feed;
    }

    @Override
    public CompletableFuture<FleetDocument> fleet() {
        return refused();
    }

    @Override
    public CompletableFuture<List<CallDocument>> calls(String id) {
        return refused();
    }

    @Override
    public CompletableFuture<List<CurveDocument>> discovery(String id) {
        return refused();
    }

    @Override
    public CompletableFuture<EvidenceDocument> evidence(String id, String subject) {
        return refused();
    }

    @Override
    public CompletableFuture<RiskDocument> risk(String id) {
        return refused();
    }

    @Override
    public CompletableFuture<List<ProfilingSummary>> list() {
        return refused();
    }

    @Override
    public CompletableFuture<ProfilingDocument> profiling(String name, String call) {
        return refused();
    }

    @Override
    public CompletableFuture<ProfilingSummary> start(String name, Duration time, Principal by) {
        return refused();
    }

    @Override
    public CompletableFuture<ProfilingSummary> stop(String name, Principal by) {
        return refused();
    }
}
