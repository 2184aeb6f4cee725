// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.agent.queue.EventSource;
import io.winnow.analyzer.agent.queue.PolicySender;
import io.winnow.analyzer.agent.reported.ReportFiles;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.finding.FindingRules;
import io.winnow.analyzer.finding.Findings;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.learn.StoreException;
import io.winnow.analyzer.metric.Metric;
import io.winnow.analyzer.metric.Metrics;
import io.winnow.analyzer.profiling.Profilings;
import io.winnow.analyzer.publish.Publisher;
import io.winnow.analyzer.publish.ViolationEvents;
import io.winnow.analyzer.violation.Detectors;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.queue.QueueException;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.WallTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The analyzer's loop. Everything that it holds belongs to its one thread; another thread {@linkplain #ask asks}, and is answered between two turns. */
public final class Analyzer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Analyzer.class);

    private static final long SHORTEST_PAUSE = 100_000;
    /** What is appended wakes it; this is for snapshots, and if the queue cannot be watched. */
    private static final long LONGEST_PAUSE = 100_000_000;
    /** Longer than any turn of a loop that is at work. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(60);
    private static final Duration LAST_READING = Duration.ofSeconds(5);
    private static final Duration LAST_CONFIRMATIONS = Duration.ofSeconds(5);

    private final EventSource source;
    private final PolicySender policies;
    private final Learner learner;
    private final Publisher publisher;
    private final AnalyzerSettings settings;
    private final Watch watch;
    private final FindingReports findings;
    private final Profilings profilings = new Profilings();
    private final Pipeline pipeline;
    private final Checkpoints checkpoints;
    private final Expiry expiry;
    private final LateNames lateNames;
    private final Metrics metrics = new Metrics();
    private final Questions questions = new Questions();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "winnow-analyzer");
    private volatile boolean running = true;
    private volatile long turnedAt = System.nanoTime();
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();

    /**
     * @param source what is read; closed with this
     * @param policies where policies of frozen workloads go; closed with this
     * @param learner goes on where it was
     * @param detectorFile the detector's memory
     * @param publisher started and closed by its owner, after this
     * @param events makes events of violations
     * @param feed gets each violation
     * @param suggestions makes profiles of baselines
     * @param settings how often
     */
    public Analyzer(
            EventSource source, PolicySender policies, Learner learner, Path detectorFile, Publisher publisher, ViolationEvents events, ViolationFeed feed,
            Suggestions suggestions, AnalyzerSettings settings) {
        this.source = source;
        this.policies = policies;
        this.learner = learner;
        this.publisher = publisher;
        this.settings = settings;
        ReportFiles files = new ReportFiles(detectorFile);
        files.violations(feed);
        Detectors detectors = new Detectors(settings.repeatAfter(), files.detectors());
        findings = new FindingReports(
                new Findings(FindingRules.DEFAULT, files.findings()), events.ofFindings(), publisher, learner.start().index(), () -> WallTime.nanos(Instant.now()));
        watch = new Watch(learner, policies, new Refusals(settings.refusals(), System::nanoTime),
                workload -> suggestions.implicitAllowances(workload, learner.runtimeCallSets()));
        pipeline = new Pipeline(source, learner, watch, profilings, detectors, publisher, events, feed, findings, settings);
        pipeline.register(metrics);
        findings.register(metrics);
        publisher.register(metrics);
        metrics.read(Metric.WORKLOADS, () -> learner.ids().size())
                .read(Metric.FROZEN_WORKLOADS, () -> learner.ids().stream().filter(learner::frozen).count())
                .read(Metric.CONTAINERS, () -> learner.running().values().stream().mapToInt(Integer::intValue).sum());
        lateNames = new LateNames(learner, System::nanoTime);
        expiry = new Expiry(learner, settings.forgetAfter(), settings.keptVersions(), System::nanoTime);
        checkpoints = new Checkpoints(
                pipeline.ingest(), learner, detectors, findings.findings(), files, feed, publisher, policies, settings.checkpoint(), System::nanoTime);
    }

    /** Goes to work on a thread of its own. */
    public void start() {
        source.whenAppended(() -> LockSupport.unpark(thread));
        thread.start();
    }

    /** Has the question answered on the analyzer's thread. After the end the future fails. */
    public <T> CompletableFuture<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = questions.add(question);
        if (ended.isDone()) {
            questions.refuse();
        }
        LockSupport.unpark(thread);
        return answer;
    }

    /** Freezes a baseline and has its containers watched. Only for {@linkplain #ask questions}. */
    Workload freeze(WorkloadId id, String by, boolean force) {
        return decided(id, () -> learner.freeze(id, by, force));
    }

    /** Freezes the frozen baseline of another workload as this one's, and has its containers watched. Only for questions. */
    Workload startFrom(WorkloadId id, Workload other, String by) {
        return decided(id, () -> learner.startFrom(id, other, by));
    }

    /** Takes items that wait for review into a frozen baseline. Only for questions. */
    Workload approve(WorkloadId id, Predicate<Item> chosen, String by, String note) {
        return decided(id, () -> learner.approve(id, chosen, by, note));
    }

    /** Has items that wait for review stay outside a frozen baseline. Only for questions. */
    Workload reject(WorkloadId id, Predicate<Item> chosen, String by, String note) {
        return learner.reject(id, chosen, by, note);
    }

    /** Has a frozen workload learn again, and its containers no longer watched. Only for questions. */
    Workload thaw(WorkloadId id, String by) {
        return decided(id, () -> learner.thaw(id, by));
    }

    /** Removes a workload. Its containers are no longer watched, and are learned anew. Only for questions. */
    Workload forget(WorkloadId id, String by, String note) {
        return decided(id, () -> learner.forget(id, by, note));
    }

    /** Takes over what was decided for the whole cluster; false if that was known here, or the workload is not. Only for questions. */
    public boolean follow(Workload cluster) {
        boolean frozen = learner.frozen(cluster.id());
        boolean followed = learner.follow(cluster);
        if (followed) {
            watch.decided(cluster.id(), frozen);
        }
        return followed;
    }

    private <T> T decided(WorkloadId id, Supplier<T> decision) {
        boolean frozen = learner.frozen(id);
        T decided = decision.get();
        watch.decided(id, frozen);
        return decided;
    }

    /** What waits for review of a frozen workload. Only for questions. */
    Review review(Workload workload) {
        return new Review(workload, watch.against(workload.id()));
    }

    /** Only for questions. */
    FindingReports findings() {
        return findings;
    }

    Profilings profilings() {
        return profilings;
    }

    /** Only for questions. */
    Learner learner() {
        return learner;
    }

    /** Only for questions. */
    AnalyzerProgress progress() {
        return new AnalyzerProgress(metrics.readings(), pipeline.node(), source.description(), Optional.ofNullable(checkpoints.lastError()));
    }

    /** How long no collector has written, in a sentence, if that is too long. For any thread. */
    Optional<String> silence() {
        long written = pipeline.written();
        long silent = pipeline.silence();
        if (written != 0 && silent <= settings.silence().toMillis()) {
            return Optional.empty();
        }
        return Optional.of("no collector " + (written == 0 ? "has ever written to " : "has written for " + silent / 1000 + " s to ") + source.description()
                + ": start it, or look at its log");
    }

    /** Why the loop does nothing more, in a sentence; empty if it does. For any thread. */
    Optional<String> stuck() {
        long seconds = Duration.ofNanos(System.nanoTime() - turnedAt).toSeconds();
        return seconds < LONGEST_TURN.toSeconds() ? Optional.empty() : Optional.of("the analyzer's loop has been in one turn for " + seconds + " s");
    }

    /** Completes when it has read all that there was; or when the loop has ended before, as that ended. */
    public CompletableFuture<Void> caughtUp() {
        return caughtUp;
    }

    /** Completes when the loop has ended, exceptionally if it failed. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    private void run() {
        try {
            long pause = SHORTEST_PAUSE;
            while (running) {
                int done = turn();
                if (done > 0) {
                    pause = SHORTEST_PAUSE;
                } else {
                    if (publisher.hasCapacity()) {
                        caughtUp.complete(null);
                    }
                    LockSupport.parkNanos(this, pause);
                    pause = Math.min(LONGEST_PAUSE, pause * 2);
                }
            }
            finish();
            end(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(null);
        } catch (QueueException | StoreException e) {
            LOG.error("the analyzer stops: {}", e.getMessage());
            end(e);
        } catch (RuntimeException | Error e) {
            LOG.error("the analyzer failed; what it had not written down is read from the queue again at the next start", e);
            end(e);
        }
    }

    private void end(Throwable failure) {
        source.close();
        policies.close();
        if (failure == null) {
            ended.complete(null);
            caughtUp.complete(null);
        } else {
            ended.completeExceptionally(failure);
            caughtUp.completeExceptionally(failure);
        }
        questions.refuse();
    }

    private int turn() {
        turnedAt = System.nanoTime();
        int done = pipeline.doWork() + profilings.send(policies::send);
        checkpoints.turn();
        expiry.turn();
        lateNames.turn();
        return done + questions.settle();
    }

    /** What the collector wrote last is still read, and the last events get a moment to arrive. */
    private void finish() throws InterruptedException {
        long start = System.nanoTime();
        while (pipeline.doWork() > 0 && System.nanoTime() - start < LAST_READING.toNanos()) {
            // until nothing is left, or the publisher takes no more; a collector that goes on writing is not waited for
        }
        publisher.awaitConfirmed(LAST_CONFIRMATIONS);
        pipeline.confirmations();
        checkpoints.last();
    }

    /** Ends the loop in good order and waits for it. */
    @Override
    public void close() {
        running = false;
        LockSupport.unpark(thread);
        if (thread.isAlive()) {
            ended.exceptionally(e -> null).join();
        } else if (thread.getState() == Thread.State.NEW) {
            source.close();
            policies.close();
        }
    }
}
