// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.advise.Advice;
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
import io.winnow.analyzer.api.VersionDocument;
import io.winnow.analyzer.api.WorkloadDetail;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.format.ExportFormat;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.learn.NotReadyException;
import io.winnow.analyzer.learn.StoreException;
import io.winnow.analyzer.metric.Metric;
import io.winnow.analyzer.metric.Readings;
import io.winnow.analyzer.metric.Sample;
import io.winnow.analyzer.publish.Publisher;
import io.winnow.analyzer.view.VersionDocuments;
import io.winnow.analyzer.view.WorkloadDocuments;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.Item;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Answers the API's questions on the analyzer's thread. */
public final class AnalyzerService implements AnalyzerApi {

    private final Analyzer analyzer;
    private final Publisher publisher;
    private final Suggestions suggestions;
    private final String version;
    private final Supplier<Optional<String>> owners;
    private final WorkloadDocuments documents = new WorkloadDocuments();
    private final ContainerDocuments containers = new ContainerDocuments(new CgroupFreezer(Path.of("/sys/fs/cgroup")));
    private final Executor containersThread = SideThread.named("winnow-containers");
    private final Listing listing;
    private final Postures postures;
    private final InspectionApi inspection;
    private final FindingApi findings;
    private final Profiles profiles;
    private final ProfilingApi profiling;
    private final Instant startedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    /** @param version of the program */
    public AnalyzerService(Analyzer analyzer, Publisher publisher, Suggestions suggestions, String version) {
        this(analyzer, publisher, suggestions, version, Optional::empty);
    }

    /** @param owners how the API server answers that is asked for the owners of pods; may be asked by any thread */
    public AnalyzerService(Analyzer analyzer, Publisher publisher, Suggestions suggestions, String version, Supplier<Optional<String>> owners) {
        this.owners = owners;
        this.analyzer = analyzer;
        this.publisher = publisher;
        this.suggestions = suggestions;
        this.version = version;
        this.listing = new Listing(analyzer, suggestions);
        this.postures = new Postures(analyzer);
        this.inspection = new Inspections(analyzer, suggestions, listing);
        this.findings = new FindingAnswers(analyzer);
        this.profiles = new Profiles(suggestions);
        this.profiling = new ContainerProfiles(analyzer);
    }

    @Override
    public CompletableFuture<List<WorkloadSummary>> workloads() {
        return listing.list();
    }

    @Override
    public CompletableFuture<WorkloadDetail> workload(String name) {
        return analyzer.ask(() -> {
            Workload workload = new WorkloadFinder(learner()).newest(name);
            Advice advice = suggestions.preview(workload, learner().runtimeCallSets());
            return documents.detail(workload, summary(workload), advice, versions(workload), List.of());
        });
    }

    @Override
    public CompletableFuture<List<ContainerDocument>> containers() {
        return analyzer.ask(() -> {
            List<ContainerDocuments.Running> running = new ArrayList<>();
            learner().eachRunning((container, workload) -> running.add(new ContainerDocuments.Running(container, workload)));
            return running;
        }).thenApplyAsync(containers::of, containersThread);
    }

    @Override
    public CompletableFuture<Rendering> profile(String name, ProfileRequest request) {
        ExportFormat format = Profiles.format(request);
        return analyzer.ask(() -> profiles.rendering(new WorkloadFinder(learner()).wanted(name, request), format, request, learner().runtimeCallSets()));
    }

    @Override
    public CompletableFuture<List<String>> notes(String name, ProfileRequest request) {
        ExportFormat format = Profiles.format(request);
        return analyzer.ask(() -> profiles.notes(new WorkloadFinder(learner()).wanted(name, request), format, request, learner().runtimeCallSets()));
    }

    @Override
    public CompletableFuture<WorkloadSummary> freeze(String name, Principal by, boolean force) {
        return decided(by, operator -> analyzer.freeze(find(name).id(), operator, force));
    }

    @Override
    public CompletableFuture<WorkloadSummary> freezeFrom(String name, String other, Principal by) {
        return decided(by, operator -> {
            Workload workload = find(name);
            if (workload.frozen()) {
                throw FaultException.conflict("workload " + workload.id() + " is frozen: `winnow thaw` has it learn, and then it can start from another");
            }
            return analyzer.startFrom(workload.id(), findFrozen(other), operator);
        });
    }

    @Override
    public CompletableFuture<PendingDocument> pending(String name) {
        return analyzer.ask(() -> analyzer.review(findFrozen(name)).document(BaselineState.FROZEN));
    }

    @Override
    public CompletableFuture<WorkloadSummary> approve(String name, Selection selection, Principal by, String reason) {
        return reviewed(name, selection, by, reason, analyzer::approve);
    }

    @Override
    public CompletableFuture<WorkloadSummary> reject(String name, Selection selection, Principal by, String reason) {
        return reviewed(name, selection, by, reason, analyzer::reject);
    }

    /** What is decided about items that wait for review. */
    private interface Verdict {
        Workload of(WorkloadId workload, Predicate<Item> chosen, String by, String note);
    }

    private CompletableFuture<WorkloadSummary> reviewed(String name, Selection selection, Principal by, String reason, Verdict verdict) {
        return decided(by, operator -> {
            Workload workload = findFrozen(name);
            Review review = analyzer.review(workload);
            Predicate<Item> chosen = review.chosen(selection);
            return verdict.of(workload.id(), chosen, operator, review.note(chosen, reason));
        });
    }

    @Override
    public CompletableFuture<WorkloadSummary> thaw(String name, Principal by) {
        return decided(by, operator -> analyzer.thaw(find(name).id(), operator));
    }

    @Override
    public CompletableFuture<WorkloadSummary> forget(String name, String confirmed, boolean force, Principal by) {
        return analyzer.ask(() -> {
            String operator = by.as(Role.OPERATOR);
            Workload workload = find(name);
            WorkloadSummary summary = summary(workload);
            Forgetting forgetting = new Forgetting(workload, learner().containers(workload.id()).size());
            forgetting.require(confirmed, force);
            return stored(() -> {
                analyzer.forget(workload.id(), operator, forgetting.note());
                return summary;
            });
        });
    }

    private CompletableFuture<WorkloadSummary> decided(Principal by, Function<String, Workload> decision) {
        return analyzer.ask(() -> {
            String operator = by.as(Role.OPERATOR);
            return stored(() -> summary(decision.apply(operator)));
        });
    }

    private static WorkloadSummary stored(Supplier<WorkloadSummary> decision) {
        try {
            return decision.get();
        } catch (NotReadyException e) {
            throw FaultException.conflict(e.getMessage());
        } catch (StoreException e) {
            throw new FaultException(FaultException.Kind.STORAGE_FULL, e.getMessage());
        }
    }

    @Override
    public CompletableFuture<PostureDocument> posture() {
        return postures.all();
    }

    @Override
    public CompletableFuture<PostureDocument> posture(String name) {
        return postures.of(name);
    }

    @Override
    public FindingApi findings() {
        return findings;
    }

    @Override
    public InspectionApi inspection() {
        return inspection;
    }

    @Override
    public ProfilingApi profiling() {
        return profiling;
    }

    @Override
    public CompletableFuture<StatusDocument> status() {
        return analyzer.ask(() -> {
            AnalyzerProgress progress = analyzer.progress();
            StatusDocument.Delivery delivery = new StatusDocument.Delivery(
                    publisher.description(), publisher.reachable(), publisher.failingSince(), publisher.lastError().or(progress::lastError));
            return StatusDocument.of(version, progress.node(), startedAt, progress.queue(), delivery, owners.get(), progress.readings());
        });
    }

    /** The baselines are looked at where the list of workloads is made: not on the analyzer's thread. */
    @Override
    public CompletableFuture<Readings> metrics() {
        return analyzer.ask(analyzer::progress).thenCombine(listing.list(), (progress, workloads) -> progress.readings()
                .add(Metric.STABLE_WORKLOADS, count(workloads, workload -> workload.state().equals(WorkloadDocuments.name(BaselineState.STABLE))))
                .add(Metric.PARTIAL_WORKLOADS, count(workloads, workload -> !workload.partial().isEmpty()))
                .add(Metric.PENDING_WORKLOADS, count(workloads, workload -> workload.pending() > 0))
                .add(Metric.BUILD_INFO, Sample.of(1, version, System.getProperty("java.version"))));
    }

    private static Sample count(List<WorkloadSummary> workloads, Predicate<WorkloadSummary> which) {
        return Sample.of(workloads.stream().filter(which).count());
    }

    @Override
    public Optional<String> failing(Probe probe) {
        if (analyzer.ended().isDone()) {
            return Optional.of("the analyzer has ended; its log says why");
        }
        return switch (probe) {
            case LIVE -> analyzer.stuck();
            case STARTED -> unread();
            case READY -> unread().or(this::undeliverable).or(analyzer::silence);
        };
    }

    private Optional<String> unread() {
        return analyzer.caughtUp().isDone() ? Optional.empty() : Optional.of("the queue is not read to its end yet");
    }

    private Optional<String> undeliverable() {
        return publisher.reachable() ? Optional.empty() : Optional.of(publisher.lastError().orElse(publisher.description() + " has not answered yet"));
    }

    private List<VersionDocument> versions(Workload workload) {
        List<Workload> versions = learner().versions().of(workload.id().name());
        return versions.size() < 2 ? List.of() : VersionDocuments.of(versions, id -> learner().containers(id).size());
    }

    private Workload find(String name) {
        return new WorkloadFinder(learner()).workload(name);
    }

    private Workload findFrozen(String name) {
        Workload workload = find(name);
        if (!workload.frozen()) {
            throw FaultException.conflict("workload " + workload.id() + " is not frozen: it learns by itself, and nothing waits for review");
        }
        return workload;
    }

    private WorkloadSummary summary(Workload workload) {
        int pending = workload.reviewDue() ? analyzer.review(workload).size() : 0;
        int running = learner().containers(workload.id()).size();
        return documents.summary(workload, running, pending).current(running, learner().provisional(workload.id()), analyzer.findings().findings().pending().of(workload.id()));
    }

    private Learner learner() {
        return analyzer.learner();
    }
}
