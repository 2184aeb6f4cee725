// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.Principal;
import io.winnow.analyzer.api.ProfilingApi;
import io.winnow.analyzer.api.Role;
import io.winnow.analyzer.api.profiling.ProfilingDocument;
import io.winnow.analyzer.api.profiling.ProfilingSummary;
import io.winnow.analyzer.profiling.ProfiledContainer;
import io.winnow.analyzer.profiling.Profilings;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.analyzer.workload.WorkloadSearch;
import io.winnow.analyzer.workload.WorkloadSearch.ContainerName;
import io.winnow.collector.document.ContainerMetadata;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Has containers profiled, on the analyzer's thread. */
final class ContainerProfiles implements ProfilingApi {

    private static final int MAX_LISTED = 10;

    private final Analyzer analyzer;

    ContainerProfiles(Analyzer analyzer) {
        this.analyzer = analyzer;
    }

    private record Running(ContainerMetadata container, WorkloadId workload) {}

    @Override
    public CompletableFuture<List<ProfilingSummary>> list() {
        return analyzer.ask(() -> profilings().list());
    }

    @Override
    public CompletableFuture<ProfilingDocument> profiling(String name, String call) {
        return analyzer.ask(() -> profilings().document(profilings().find(name), call));
    }

    @Override
    public CompletableFuture<ProfilingSummary> start(String name, Duration time, Principal by) {
        return analyzer.ask(() -> {
            String operator = by.as(Role.OPERATOR);
            Running found = find(name);
            return profilings().start(found.container().id(), described(found.container(), found.workload()), time, operator);
        });
    }

    @Override
    public CompletableFuture<ProfilingSummary> stop(String name, Principal by) {
        return analyzer.ask(() -> {
            String operator = by.as(Role.OPERATOR);
            return profilings().stop(profilings().find(name), operator);
        });
    }

    static ProfiledContainer described(ContainerMetadata container, WorkloadId workload) {
        return new ProfiledContainer(container.name(), workload.toString(), workload.shortId());
    }

    private Running find(String name) {
        WorkloadSearch<Running> search = new WorkloadSearch<>();
        analyzer.learner().eachRunning((container, workload) ->
                search.with(new Running(container, workload), workload, List.of(new ContainerName(container.id(), container.name()))));
        List<Running> found = search.find(name);
        if (found.isEmpty()) {
            throw FaultException.notFound("no container that runs is called \"" + name + "\": `winnow containers` lists them");
        }
        if (found.size() > 1) {
            String ids = found.stream().limit(MAX_LISTED).map(one -> one.container().id()).collect(Collectors.joining(", "));
            throw FaultException.conflict("\"" + name + "\" may be any of " + ids + (found.size() > MAX_LISTED ? ", …" : "") + ": one container is profiled, give its id");
        }
        return found.get(0);
    }

    private Profilings profilings() {
        return analyzer.profilings();
    }
}
