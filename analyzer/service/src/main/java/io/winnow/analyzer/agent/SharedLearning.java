// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Growth;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.publish.EventStream;
import io.winnow.analyzer.publish.PublishedEvent;
import io.winnow.analyzer.publish.Publisher;
import io.winnow.analyzer.workload.WorkloadId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what is learned: what a workload's sets gained soon, counts now and then, decisions with the next round. One workload after the other, and the
 * next only when the broker has all of the one before, so that alerts wait for little and memory holds little. After a start each workload is reported whole,
 * which joins with what was reported before. For the analyzer's thread; another one makes the documents.
 */
final class SharedLearning {

    private static final Logger LOG = LoggerFactory.getLogger(SharedLearning.class);

    private final Learner learner;
    private final Publisher publisher;
    private final AnalyzerSettings.Sharing settings;
    private final LongSupplier nanoTime;
    private final ThreadPoolExecutor documents = SideThread.named("winnow-shared-learning");
    private final Map<WorkloadId, Reported> reported = new HashMap<>();
    private final Deque<WorkloadId> round = new ArrayDeque<>();
    private long roundAt;
    private CompletableFuture<List<PublishedEvent>> making;
    /** Events that are not confirmed yet. */
    private int inFlight;

    /** What was reported of a workload last: the first three for the analyzer's thread, the others for the one that makes documents. */
    private static final class Reported {
        private long lookedAt = -1;
        private long countedAt = -1;
        private long countsTime;
        private Baseline observed = Baseline.EMPTY;
        private RuntimeCallSets runtimeCalls = RuntimeCallSets.EMPTY;
        private int decisions = -1;
        private int parts;
    }

    SharedLearning(Learner learner, Publisher publisher, AnalyzerSettings.Sharing settings, LongSupplier nanoTime) {
        this.learner = learner;
        this.publisher = publisher;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.roundAt = nanoTime.getAsLong();
    }

    /**
     * Publishes what is made, and has the next made if it is time.
     *
     * @param position of the queue up to which all was learned
     */
    void turn(LongSupplier position) {
        if (making != null) {
            if (making.isDone()) {
                List<PublishedEvent> made = making.join();
                making = null;
                long learned = position.getAsLong();
                made.forEach(event -> publisher.publish(event, learned));
                inFlight += made.size();
            }
        } else if (inFlight == 0 && publisher.hasCapacity()) {
            begin();
            while (making == null && !round.isEmpty()) {
                report(round.remove());
            }
        }
    }

    /** One of its events has arrived. */
    void confirmed() {
        inFlight--;
    }

    /** Whether all that was to be reported in this round has arrived. */
    boolean idle() {
        return making == null && inFlight == 0 && round.isEmpty();
    }

    private void begin() {
        if (round.isEmpty() && nanoTime.getAsLong() - roundAt >= settings.growth().toNanos()) {
            roundAt = nanoTime.getAsLong();
            Set<WorkloadId> ids = new HashSet<>(reported.keySet());
            ids.addAll(learner.ids());
            round.addAll(ids);
        }
    }

    private void report(WorkloadId id) {
        long revision = learner.revision(id);
        if (revision < 0) {
            Reported gone = reported.remove(id);
            making = gone == null ? null : made(id, () -> forgotten(id, gone.parts));
            return;
        }
        Reported known = reported.computeIfAbsent(id, any -> new Reported());
        boolean counts = known.countedAt != revision && (known.countedAt < 0 || nanoTime.getAsLong() - known.countsTime >= settings.counts().toNanos());
        if (learner.provisional(id) || known.lookedAt == revision && !counts) {
            return;
        }
        known.lookedAt = revision;
        if (counts) {
            known.countedAt = revision;
            known.countsTime = nanoTime.getAsLong();
        }
        RuntimeCallSets runtimeCalls = learner.runtimeCallSets();
        making = learner.workload(id).map(workload -> made(id, () -> changed(workload, runtimeCalls.of(workload.runtimes()), known, counts))).orElse(null);
    }

    private CompletableFuture<List<PublishedEvent>> made(WorkloadId id, Supplier<List<PublishedEvent>> task) {
        return CompletableFuture.supplyAsync(task, documents).exceptionally(e -> {
            LOG.error("what was learned of {} cannot be reported", id, e);
            return List.of();
        });
    }

    private List<PublishedEvent> forgotten(WorkloadId id, int parts) {
        return settings.events().withoutParts(EventStream.BASELINES, settings.node(), id, 0, parts, Instant.now());
    }

    private List<PublishedEvent> changed(Workload workload, RuntimeCallSets runtimeCalls, Reported known, boolean counts) {
        Instant now = Instant.now();
        Baseline observed = workload.baseline().join(workload.pending());
        Baseline growth = counts ? Growth.between(known.observed, observed) : Growth.ofSets(known.observed, observed);
        List<PublishedEvent> made = new ArrayList<>();
        if (!growth.equals(Baseline.EMPTY)) {
            known.observed = counts ? observed : known.observed.join(growth);
            made.addAll(settings.events().observations(settings.node(), workload.id(), growth, now));
        }
        if (!known.runtimeCalls.covers(runtimeCalls)) {
            known.runtimeCalls = runtimeCalls;
            made.add(settings.events().runtimeCalls(settings.node(), workload.id(), runtimeCalls, now));
        }
        int decisions = workload.decisions().hashCode();
        if (decisions != known.decisions || counts) {
            List<PublishedEvent> baseline = settings.events().baseline(settings.node(), workload, now);
            made.addAll(baseline);
            made.addAll(settings.events().withoutParts(EventStream.BASELINES, settings.node(), workload.id(), baseline.size(), known.parts, now));
            known.parts = baseline.size();
        }
        known.decisions = decisions;
        return made;
    }
}
