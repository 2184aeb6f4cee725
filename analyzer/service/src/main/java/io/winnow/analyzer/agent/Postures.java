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
import io.winnow.collector.document.Grants;
import io.winnow.collector.document.HostInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The posture of workloads and of the host. A workload is judged by what its running containers were given; if none runs, by what the newest was. The
 * analyzer's thread only says what there is and which of it has changed, and hands out what is in memory, a few workloads at a time. What did not change is
 * not judged again.
 */
final class Postures {

    private final Analyzer analyzer;
    private final WorkloadReader reader;
    private final Map<WorkloadId, Known> known = new HashMap<>();
    private final Executor executor = SideThread.named("winnow-posture");

    Postures(Analyzer analyzer) {
        this.analyzer = analyzer;
        this.reader = new WorkloadReader(analyzer);
    }

    /**
     * All that a workload's posture depends on.
     *
     * @param revision of the workload
     * @param given to its running containers, without the filter, and the ids of these
     */
    private record Basis(long revision, Map<Grants, List<String>> given, Optional<HostInfo> host) {}

    /** @param pause whether it only holds the namespaces of pods */
    private record Known(Basis basis, boolean pause, WorkloadPosture posture) {}

    /** What is known at one moment. */
    private record Overview(Map<WorkloadId, Basis> workloads, Optional<HostInfo> host, String node) {}

    /** Without those that only hold the namespaces of pods. */
    CompletableFuture<PostureDocument> all() {
        return analyzer.ask(() -> overview(analyzer.learner().ids())).thenApplyAsync(overview -> {
            known.keySet().retainAll(overview.workloads().keySet());
            return document(overview, each -> !each.pause());
        }, executor);
    }

    /** @param name of one workload */
    CompletableFuture<PostureDocument> of(String name) {
        return analyzer.ask(() -> overview(List.of(new WorkloadFinder(analyzer.learner()).find(name)))).thenApplyAsync(overview -> document(overview, each -> true), executor);
    }

    private Overview overview(List<WorkloadId> ids) {
        Learner learner = analyzer.learner();
        Map<WorkloadId, Map<Grants, List<String>>> given = new HashMap<>();
        learner.eachRunning((container, workload) -> given.computeIfAbsent(workload, none -> new LinkedHashMap<>())
                .computeIfAbsent(container.grants().withFilter(""), none -> new ArrayList<>()).add(container.id()));
        Map<WorkloadId, Basis> workloads = new LinkedHashMap<>();
        ids.forEach(id -> workloads.put(id, new Basis(learner.revision(id), given.getOrDefault(id, Map.of()), learner.host())));
        return new Overview(workloads, learner.host(), analyzer.progress().node());
    }

    private PostureDocument document(Overview overview, Predicate<Known> chosen) {
        judge(overview.workloads());
        List<WorkloadPosture> workloads = overview.workloads().keySet().stream().map(known::get).filter(Objects::nonNull).filter(chosen).map(Known::posture).toList();
        List<String> modules = overview.host().filter(HostInfo::modulesKnown).map(HostInfo::securityModules).orElse(null);
        return PostureDocument.of(PostureDocument.host(overview.node(), modules, Posture.ofHost(overview.host())), workloads);
    }

    private void judge(Map<WorkloadId, Basis> workloads) {
        List<WorkloadId> stale = workloads.keySet().stream().filter(id -> !known.containsKey(id) || !known.get(id).basis().equals(workloads.get(id))).toList();
        reader.read(stale, (id, found) -> found.ifPresentOrElse(workload -> known.put(id, judged(workload, workloads.get(id))), () -> known.remove(id)));
    }

    private static Known judged(Workload workload, Basis basis) {
        return new Known(basis, workload.baseline().sections().get(SectionKind.PAUSE).raised(), posture(workload, basis));
    }

    private static WorkloadPosture posture(Workload workload, Basis basis) {
        Use use = Use.of(workload);
        Map<Grants, List<String>> judged = basis.given().isEmpty() ? Map.of(workload.newestGrants(), List.of()) : basis.given();
        Map<BrokenRule, List<String>> findings = new LinkedHashMap<>();
        Set<Gap> gaps = new LinkedHashSet<>();
        judged.forEach((grants, ids) -> {
            Posture posture = Posture.of(new PostureSubject(grants, use, basis.host()));
            posture.findings().forEach(finding -> findings.computeIfAbsent(finding, none -> new ArrayList<>()).addAll(ids));
            posture.unknown().forEach(unknown -> gaps.add(Gap.of(unknown)));
        });
        int containers = basis.given().values().stream().mapToInt(List::size).sum();
        List<Found> found = findings.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Posture.WORST_FIRST))
                .map(entry -> Found.of(entry.getKey(), entry.getValue().size() == containers ? List.of() : entry.getValue()))
                .collect(Collectors.toList());
        return new WorkloadPosture(
                workload.id().toString(), workload.id().shortId(), containers, GrantedDocument.of(workload.newestGrants(), use.neededCapabilities()), found,
                List.copyOf(gaps));
    }
}
