// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.advise.Advice;
import io.winnow.analyzer.api.CallDocument;
import io.winnow.analyzer.api.CurveDocument;
import io.winnow.analyzer.api.EvidenceDocument;
import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.FleetDocument;
import io.winnow.analyzer.api.InspectionApi;
import io.winnow.analyzer.api.RiskDocument;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.compare.Explanation;
import io.winnow.analyzer.view.CallDocuments;
import io.winnow.analyzer.view.CurveDocuments;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Answers closer looks. The analyzer's thread only hands out what is looked at; the rest is done on a thread of this one's own. */
final class Inspections implements InspectionApi {

    private final Analyzer analyzer;
    private final Suggestions suggestions;
    private final Listing listing;
    private final CallDocuments calls = new CallDocuments();
    private final CurveDocuments curves = new CurveDocuments();
    private final Executor executor = SideThread.named("winnow-inspection");

    /** What is looked at; neither part changes. */
    private record Found(Workload workload, RuntimeCallSets runtimeCallSets) {}

    Inspections(Analyzer analyzer, Suggestions suggestions, Listing listing) {
        this.analyzer = analyzer;
        this.suggestions = suggestions;
        this.listing = listing;
    }

    @Override
    public CompletableFuture<FleetDocument> fleet() {
        return listing.fleet();
    }

    @Override
    public CompletableFuture<List<CallDocument>> calls(String name) {
        return look(name, found -> calls.of(found.workload().baseline(), suggestions.preview(found.workload(), found.runtimeCallSets())));
    }

    @Override
    public CompletableFuture<List<CurveDocument>> discovery(String name) {
        return look(name, found -> curves.of(found.workload().baseline()));
    }

    @Override
    public CompletableFuture<EvidenceDocument> evidence(String name, String subject) {
        return look(name, found -> {
            try {
                Advice advice = suggestions.preview(found.workload(), found.runtimeCallSets());
                return EvidenceDocument.of(Explanation.of(found.workload(), found.runtimeCallSets(), advice, subject));
            } catch (IllegalArgumentException e) {
                throw FaultException.invalid(e.getMessage());
            }
        });
    }

    @Override
    public CompletableFuture<RiskDocument> risk(String name) {
        return look(name, found -> RiskDocument.of(suggestions.risk(found.workload(), found.runtimeCallSets())));
    }

    private <T> CompletableFuture<T> look(String name, Function<Found, T> what) {
        return analyzer.ask(() -> new Found(new WorkloadFinder(analyzer.learner()).workload(name), analyzer.learner().runtimeCallSets()))
                .thenApplyAsync(what, executor);
    }
}
