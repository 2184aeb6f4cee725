// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.cluster;

import io.winnow.analyzer.advise.Advice;
import io.winnow.analyzer.agent.Forgetting;
import io.winnow.analyzer.agent.Profiles;
import io.winnow.analyzer.agent.Review;
import io.winnow.analyzer.agent.SideThread;
import io.winnow.analyzer.agent.Suggestions;
import io.winnow.analyzer.agent.evidence.EveryVersion;
import io.winnow.analyzer.api.AnalyzerApi;
import io.winnow.analyzer.api.ContainerDocument;
import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.FindingApi;
import io.winnow.analyzer.api.InspectionApi;
import io.winnow.analyzer.api.PendingDocument;
import io.winnow.analyzer.api.PostureDocument;
import io.winnow.analyzer.api.Principal;
import io.winnow.analyzer.api.Probe;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.api.ProfilingApi;
import io.winnow.analyzer.api.Rendering;
import io.winnow.analyzer.api.Role;
import io.winnow.analyzer.api.Selection;
import io.winnow.analyzer.api.StatusDocument;
import io.winnow.analyzer.api.WorkloadDetail;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.api.cluster.ClusterWorkload;
import io.winnow.analyzer.api.cluster.ClusterWorkloads;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.StartedFrom;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.format.ExportFormat;
import io.winnow.analyzer.learn.Decisions;
import io.winnow.analyzer.learn.LearningRules;
import io.winnow.analyzer.learn.NotReadyException;
import io.winnow.analyzer.metric.Readings;
import io.winnow.analyzer.view.WorkloadDocuments;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.analyzer.workload.WorkloadSearch;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.WallTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Answers the API's questions for a whole cluster. A decision is tried on what the hubs know, so that its fault is said at once, and then made where all hubs
 * have it made, in one order.
 */
public final class ClusterService implements AnalyzerApi {

    private final ClusterWorkloads cluster;
    private final Decisions decisions;
    private final Profiles profiles;
    private final Suggestions suggestions;
    private final String version;
    private final WorkloadDocuments documents = new WorkloadDocuments();
    private final NodeQuestions node = new NodeQuestions();
    private final Executor thread = SideThread.named("winnow-cluster");
    private final Instant startedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    /** @param version of the program */
    public ClusterService(ClusterWorkloads cluster, LearningRules rules, Suggestions suggestions, String version) {
        this.cluster = cluster;
        this.decisions = new Decisions(rules);
        this.profiles = new Profiles(suggestions);
        this.suggestions = suggestions;
        this.version = version;
    }

    private <T> CompletableFuture<T> answer(Supplier<T> question) {
        return CompletableFuture.supplyAsync(() -> {
            cluster.failing().ifPresent(reason -> {
                throw new FaultException(FaultException.Kind.UNAVAILABLE, reason);
            });
            return question.get();
        }, thread);
    }

    @Override
    public CompletableFuture<List<WorkloadSummary>> workloads() {
        return answer(() -> {
            ClusterReviews reviews = reviews();
            return cluster.all().stream().map(reviews::summary).toList();
        });
    }

    @Override
    public CompletableFuture<WorkloadDetail> workload(String name) {
        return answer(() -> {
            ClusterWorkload known = find(name);
            ClusterReviews reviews = reviews();
            Advice advice = suggestions.preview(reviews.advised(known), reviews.calls());
            return documents.detail(known.workload(), reviews.summary(known), advice, List.of(), reviews.alone(known));
        });
    }

    @Override
    public CompletableFuture<List<ContainerDocument>> containers() {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletableFuture<Rendering> profile(String name, ProfileRequest request) {
        ExportFormat format = Profiles.format(request);
        return answer(() -> {
            ClusterReviews reviews = reviews();
            return profiles.rendering(wanted(find(name), request, reviews), format, request, reviews.calls());
        });
    }

    @Override
    public CompletableFuture<List<String>> notes(String name, ProfileRequest request) {
        ExportFormat format = Profiles.format(request);
        return answer(() -> {
            ClusterReviews reviews = reviews();
            ClusterWorkload known = find(name);
            return Stream.concat(profiles.notes(wanted(known, request, reviews), format, request, reviews.calls()).stream(), reviews.alone(known).stream()).toList();
        });
    }

    @Override
    public CompletableFuture<WorkloadSummary> freeze(String name, Principal by, boolean force) {
        return decided(name, by, Baseline.EMPTY, workload -> decisions.freeze(workload, now(), by.name(), force));
    }

    @Override
    public CompletableFuture<WorkloadSummary> freezeFrom(String name, String other, Principal by) {
        return answer(() -> {
            by.as(Role.OPERATOR);
            ClusterWorkload known = find(name);
            Workload workload = known.workload();
            if (workload.frozen()) {
                throw FaultException.conflict("workload " + workload.id() + " is frozen: `winnow thaw` has it learn, and then it can start from another");
            }
            Workload start = findFrozen(other).workload();
            long now = now();
            return decide(known, decisions.startFrom(workload, start, now, by.name()), StartedFrom.baseline(start, now));
        });
    }

    @Override
    public CompletableFuture<PendingDocument> pending(String name) {
        return answer(() -> {
            ClusterWorkload known = find(name);
            return reviews().document(known.alone().isEmpty() ? findFrozen(name) : known);
        });
    }

    @Override
    public CompletableFuture<WorkloadSummary> approve(String name, Selection selection, Principal by, String reason) {
        return reviewed(name, selection, by, reason, decisions::approve);
    }

    @Override
    public CompletableFuture<WorkloadSummary> reject(String name, Selection selection, Principal by, String reason) {
        return reviewed(name, selection, by, reason, decisions::reject);
    }

    /** What is decided about items that wait for review. */
    private interface Verdict {
        Workload of(Workload workload, Predicate<Item> chosen, long now, String by, String note);
    }

    private CompletableFuture<WorkloadSummary> reviewed(String name, Selection selection, Principal by, String reason, Verdict verdict) {
        return answer(() -> {
            by.as(Role.OPERATOR);
            ClusterWorkload known = findFrozen(name);
            Workload workload = known.workload();
            Review review = reviews().of(known);
            Predicate<Item> chosen = review.chosen(selection);
            return decide(known, verdict.of(workload, chosen, now(), by.name(), review.note(chosen, reason)), workload.pending().only(chosen));
        });
    }

    @Override
    public CompletableFuture<WorkloadSummary> thaw(String name, Principal by) {
        return decided(name, by, Baseline.EMPTY, workload -> decisions.thaw(workload, now(), by.name()));
    }

    @Override
    public CompletableFuture<WorkloadSummary> forget(String name, String confirmed, boolean force, Principal by) {
        return answer(() -> {
            by.as(Role.OPERATOR);
            ClusterWorkload known = find(name);
            Workload workload = known.workload();
            Forgetting forgetting = new Forgetting(workload, 0);
            forgetting.require(confirmed, force);
            cluster.decide(workload.id(), new Decision(now(), Decision.Action.FORGET, by.name(), workload.baseline().items().size(), forgetting.note()), Baseline.EMPTY);
            return reviews().summary(known);
        });
    }

    private CompletableFuture<WorkloadSummary> decided(String name, Principal by, Baseline about, UnaryOperator<Workload> decision) {
        return answer(() -> {
            by.as(Role.OPERATOR);
            ClusterWorkload known = find(name);
            try {
                return decide(known, decision.apply(known.workload()), about);
            } catch (NotReadyException e) {
                throw FaultException.conflict(e.getMessage());
            }
        });
    }

    /** @param tried the workload as the decision makes it; if that changes nothing, there is nothing to decide */
    private WorkloadSummary decide(ClusterWorkload known, Workload tried, Baseline about) {
        List<Decision> made = tried.decisions();
        boolean decided = !made.equals(known.workload().decisions());
        return reviews().summary(decided ? cluster.decide(tried.id(), made.get(made.size() - 1), about).orElse(known) : known);
    }

    @Override
    public CompletableFuture<PostureDocument> posture() {
        return NodeQuestions.refused();
    }

    @Override
    public CompletableFuture<PostureDocument> posture(String name) {
        return NodeQuestions.refused();
    }

    @Override
    public FindingApi findings() {
        return node;
    }

    @Override
    public InspectionApi inspection() {
        return node;
    }

    @Override
    public ProfilingApi profiling() {
        return node;
    }

    @Override
    public CompletableFuture<StatusDocument> status() {
        return metrics().thenApply(readings -> StatusDocument.of(version, "", startedAt, cluster.description(),
                new StatusDocument.Delivery(cluster.description(), true, Optional.empty(), Optional.empty()), Optional.empty(), readings));
    }

    @Override
    public CompletableFuture<Readings> metrics() {
        return answer(() -> ClusterReadings.of(cluster, version));
    }

    @Override
    public Optional<String> failing(Probe probe) {
        return probe == Probe.LIVE ? Optional.empty() : cluster.failing();
    }

    private ClusterWorkload find(String name) {
        WorkloadSearch<WorkloadId> search = new WorkloadSearch<>();
        cluster.ids().forEach(id -> search.with(id, id, List.of()));
        List<WorkloadId> found = search.find(name);
        if (found.size() > 1) {
            throw FaultException.conflict(WorkloadSearch.ambiguous(name, found));
        }
        return found.stream().findFirst().flatMap(cluster::find)
                .orElseThrow(() -> FaultException.notFound("no workload of the cluster is called \"" + name + "\": `winnow workloads` lists them"));
    }

    private Workload wanted(ClusterWorkload known, ProfileRequest request, ClusterReviews reviews) {
        return request.everyVersion() ? EveryVersion.of(versions(known).map(reviews::advised).toList()) : reviews.advised(known);
    }

    private Stream<ClusterWorkload> versions(ClusterWorkload known) {
        return cluster.ids().stream().filter(id -> id.name().equals(known.workload().id().name())).flatMap(id -> cluster.find(id).stream());
    }

    private ClusterWorkload findFrozen(String name) {
        ClusterWorkload known = find(name);
        if (!known.workload().frozen()) {
            throw FaultException.conflict("workload " + known.workload().id() + " is not frozen: "
                    + (known.alone().isEmpty() ? "it learns by itself, and nothing waits for review"
                            : "`winnow freeze` holds for review what one of many did alone, and that is then accepted or rejected"));
        }
        return known;
    }

    private ClusterReviews reviews() {
        return new ClusterReviews(cluster, decisions, suggestions);
    }

    private static long now() {
        return WallTime.nanos(Instant.now());
    }
}
