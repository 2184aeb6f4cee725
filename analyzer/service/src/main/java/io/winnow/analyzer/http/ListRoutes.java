// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.analyzer.api.AnalyzerApi;
import io.winnow.analyzer.api.ContainerDocument;
import io.winnow.analyzer.api.PostureDocument;
import io.winnow.analyzer.api.WorkloadSummary;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Requests for lists: all of it, what has some labels, a page. A workload has the labels of its running containers. */
final class ListRoutes {

    private static final String ALL = "all";

    private final AnalyzerApi api;
    private final Documents documents;

    ListRoutes(AnalyzerApi api, Documents documents) {
        this.api = api;
        this.documents = documents;
    }

    /** Those of pause containers only if asked for. */
    Answer workloads(Parameters parameters) {
        ListRequest request = new ListRequest("/v1/workloads", parameters, Set.of(ALL));
        return answer(api.workloads().thenCombine(selected(request), (workloads, selected) -> {
            Predicate<WorkloadSummary> listed = workload -> request.flag(ALL) || !workload.identity().pause();
            return page(request, workloads.stream().filter(listed).filter(workload -> selected.test(workload.id())).toList(), WorkloadSummary::shortId);
        }));
    }

    Answer containers(Parameters parameters) {
        ListRequest request = new ListRequest("/v1/containers", parameters, Set.of());
        return answer(api.containers().thenApply(containers -> page(
                request, containers.stream().filter(container -> request.labels().selects(container.labels())).toList(), ContainerDocument::id)));
    }

    /** Of the host in any case. */
    Answer posture(Parameters parameters) {
        ListRequest request = new ListRequest("/v1/posture", parameters, Set.of());
        return answer(api.posture().thenCombine(selected(request), (posture, selected) -> {
            PageRequest.Page<PostureDocument.WorkloadPosture> page = request.page(
                    posture.workloads().stream().filter(workload -> selected.test(workload.workload())).toList(), PostureDocument.WorkloadPosture::shortId);
            return new Reply(documents.json(new PostureDocument(posture.standards(), posture.host(), page.rows())), page.headers());
        }));
    }

    /** Which workloads have containers with the labels that are wanted, by their ids. */
    private CompletableFuture<Predicate<String>> selected(ListRequest request) {
        if (!request.selects()) {
            return CompletableFuture.completedFuture(any -> true);
        }
        return api.containers().thenApply(containers -> containers.stream()
                .filter(container -> request.labels().selects(container.labels()))
                .map(ContainerDocument::workload)
                .collect(Collectors.toSet())::contains);
    }

    private <T> Reply page(ListRequest request, List<T> rows, Function<T, String> key) {
        PageRequest.Page<T> page = request.page(rows, key);
        return new Reply(documents.json(page.rows()), page.headers());
    }

    private static Answer answer(CompletableFuture<Reply> reply) {
        return new Answer.Document(reply);
    }
}
