// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.api.GrantedDocument;
import io.winnow.analyzer.api.PostureDocument;
import io.winnow.analyzer.api.PostureDocument.Found;
import io.winnow.analyzer.api.PostureDocument.Gap;
import io.winnow.analyzer.api.PostureDocument.WorkloadPosture;
import io.winnow.analyzer.baseline.SectionKind;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.posture.BrokenRule;
import io.winnow.analyzer.posture.Posture;
import io.winnow.analyzer.posture.PostureSubject;
import io.winnow.analyzer.posture.Use;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.Grants;
import io.winnow.collector.document.HostInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * The posture of workloads and of the host. A workload is judged by what its running containers were given; if none runs, by what the newest was. The
 * analyzer's thread only hands out what is in memory, a few workloads at a time.
 */
final class Postures {

    private final Analyzer analyzer;
    private final WorkloadReader reader;
    private final Executor executor = SideThread.named("winnow-posture");

    Postures(Analyzer analyzer) {
        this.analyzer = analyzer;
        this.reader = new WorkloadReader(analyzer);
    }

    /**
     * What is known at one moment.
     *
     * @param pauses with those that only hold the namespaces of pods
     */
    private record Overview(List<WorkloadId> ids, boolean pauses, Map<WorkloadId, List<ContainerMetadata>> containers, Optional<HostInfo> host, String node) {}

    CompletableFuture<PostureDocument> all() {
        return analyzer.ask(() -> overview(analyzer.learner().ids(), false)).thenApplyAsync(this::document, executor);
    }

    /** @param name of one workload */
    CompletableFuture<PostureDocument> of(String name) {
        return analyzer.ask(() -> overview(List.of(new WorkloadFinder(analyzer.learner()).find(name)), true)).thenApplyAsync(this::document, executor);
    }

    private Overview overview(List<WorkloadId> ids, boolean pauses) {
        Learner learner = analyzer.learner();
        Map<WorkloadId, List<ContainerMetadata>> containers = new HashMap<>();
        learner.eachRunning((container, workload) -> containers.computeIfAbsent(workload, none -> new ArrayList<>()).add(container));
        return new Overview(ids, pauses, containers, learner.host(), analyzer.progress().node());
    }

    private PostureDocument document(Overview overview) {
        List<WorkloadPosture> workloads = new ArrayList<>();
        reader.read(overview.ids(), (id, found) -> found
                .filter(workload -> overview.pauses() || !workload.baseline().sections().get(SectionKind.PAUSE).raised())
                .ifPresent(workload -> workloads.add(posture(workload, overview.containers().getOrDefault(id, List.of()), overview.host()))));
        List<String> modules = overview.host().filter(HostInfo::modulesKnown).map(HostInfo::securityModules).orElse(null);
        return PostureDocument.of(PostureDocument.host(overview.node(), modules, Posture.ofHost(overview.host())), workloads);
    }

    private static WorkloadPosture posture(Workload workload, List<ContainerMetadata> containers, Optional<HostInfo> host) {
        Use use = Use.of(workload);
        Map<Grants, List<String>> given = new LinkedHashMap<>();
        containers.forEach(container -> given.computeIfAbsent(container.grants().withFilter(""), none -> new ArrayList<>()).add(container.id()));
        if (given.isEmpty()) {
            given.put(workload.newestGrants(), List.of());
        }
        Map<BrokenRule, List<String>> findings = new LinkedHashMap<>();
        Set<Gap> gaps = new LinkedHashSet<>();
        given.forEach((grants, ids) -> {
            Posture posture = Posture.of(new PostureSubject(grants, use, host));
            posture.findings().forEach(finding -> findings.computeIfAbsent(finding, none -> new ArrayList<>()).addAll(ids));
            posture.unknown().forEach(unknown -> gaps.add(Gap.of(unknown)));
        });
        List<Found> found = findings.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Posture.WORST_FIRST))
                .map(entry -> Found.of(entry.getKey(), entry.getValue().size() == containers.size() ? List.of() : entry.getValue()))
                .collect(Collectors.toList());
        return new WorkloadPosture(
                workload.id().toString(), workload.id().shortId(), containers.size(), GrantedDocument.of(workload.newestGrants(), use.neededCapabilities()), found,
                List.copyOf(gaps));
    }
}
