// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.RandomTraffic;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.ingest.Ingest;
import io.winnow.analyzer.ingest.RecordedQueue;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.learn.LearningRules;
import io.winnow.analyzer.publish.EventStream;
import io.winnow.analyzer.publish.FakeSink;
import io.winnow.analyzer.publish.PublishedEvent;
import io.winnow.analyzer.publish.Publisher;
import io.winnow.analyzer.publish.SharedEvents;
import io.winnow.analyzer.store.BaselineStore;
import io.winnow.analyzer.store.Shared;
import io.winnow.analyzer.workload.WorkloadId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedLearningTest {

    private static final int HALF = 300;

    @TempDir
    private Path directory;

    private final RecordedQueue queue = RandomTraffic.queue(19, 2 * HALF);
    private final FakeSink sink = new FakeSink();
    private final AtomicLong nanoTime = new AtomicLong();
    private Learner learner;
    private Ingest ingest;
    private Publisher publisher;
    private SharedLearning shared;

    @BeforeEach
    void learnHalf() {
        learner = new Learner(new BaselineStore(directory), LearningRules.DEFAULT, () -> 5);
        ingest = new Ingest(learner.start(), learner::learn);
        queue.replay(ingest, 0, queue.size() / 2);
        publisher = new Publisher(sink, 100, Duration.ofMillis(5), Duration.ofSeconds(1));
        publisher.start();
        shared = new SharedLearning(learner, publisher,
                new AnalyzerSettings.Sharing(new SharedEvents("prod"), "node-1", Duration.ofSeconds(10), Duration.ofMinutes(10)), nanoTime::get);
    }

    @AfterEach
    void close() {
        publisher.close();
    }

    @Test
    void nothingIsReportedBeforeItIsTimeAndEachWorkloadIsReportedWholeThen() {
        shared.turn(() -> 1);
        assertThat(publisher.pending()).isZero();
        round(10);
        for (WorkloadId id : learner.ids()) {
            assertThat(observed(id)).isEqualTo(learned(id));
            assertThat(reported(EventStream.BASELINES, id)).hasSize(1);
        }
    }

    @Test
    void setsThatGrewAreReportedSoonAndCountsLater() {
        round(10);
        queue.replay(ingest, queue.size() / 2, queue.size());
        round(10);
        for (WorkloadId id : learner.ids()) {
            assertThat(observed(id).items().keySet()).isEqualTo(learned(id).items().keySet());
        }
        round(600);
        for (WorkloadId id : learner.ids()) {
            assertThat(observed(id)).isEqualTo(learned(id));
        }
    }

    @Test
    void whatDidNotChangeIsNotReportedAgain() {
        round(10);
        int reported = sink.events().size();
        round(10);
        round(600);
        assertThat(sink.events()).hasSize(reported);
    }

    @Test
    void aDecisionIsReportedWithTheBaselineAndAWorkloadThatIsForgottenIsTakenBack() {
        WorkloadId id = learner.ids().get(0);
        round(10);
        Workload frozen = learner.freeze(id, "uid 0", true);
        round(10);
        List<PublishedEvent> baselines = reported(EventStream.BASELINES, id);
        assertThat(Shared.read(baselines.get(0).data()).decisions()).isEmpty();
        assertThat(Shared.read(baselines.get(1).data()).decisions()).isEqualTo(frozen.decisions());
        assertThat(new String(baselines.get(1).data(), StandardCharsets.UTF_8)).contains("\"state\":\"frozen\"");
        learner.forget(id, "uid 0", "");
        round(10);
        Set<String> gone = new HashSet<>();
        sink.events().stream().filter(event -> event.data().length == 0).forEach(event -> gone.add(event.key()));
        assertThat(gone).containsExactly(baselines.get(0).key());
    }

    @Test
    void theNextWorkloadIsReportedOnceTheOneBeforeHasArrived() {
        sink.confirming(false);
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(10));
        await().until(() -> {
            shared.turn(() -> 1);
            return publisher.pending() > 0;
        });
        int first = publisher.pending();
        for (int i = 0; i < 100; i++) {
            shared.turn(() -> 1);
        }
        assertThat(learner.ids().size()).isGreaterThan(1);
        assertThat(publisher.pending()).isEqualTo(first);
    }

    /** So many seconds later, until a whole round has arrived. */
    private void round(int seconds) {
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        shared.turn(() -> 1);
        await().until(() -> {
            publisher.collect(event -> shared.confirmed());
            shared.turn(() -> 1);
            return shared.idle();
        });
    }

    private Baseline learned(WorkloadId id) {
        Workload workload = learner.workload(id).orElseThrow();
        return workload.baseline().join(workload.pending());
    }

    private Baseline observed(WorkloadId id) {
        return reported(EventStream.OBSERVATIONS, id).stream().map(event -> Shared.read(event.data()).baseline()).reduce(Baseline.EMPTY, Baseline::join);
    }

    private List<PublishedEvent> reported(EventStream stream, WorkloadId id) {
        return sink.events().stream().filter(event -> event.stream() == stream && event.data().length > 0)
                .filter(event -> Shared.read(event.data()).workload().equals(id)).toList();
    }
}
