// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.agent.queue.EventsPump;
import io.winnow.analyzer.baseline.RandomTraffic;
import io.winnow.analyzer.ingest.Ingest;
import io.winnow.analyzer.ingest.RecordedQueue;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.learn.LearningRules;
import io.winnow.analyzer.store.BaselineStore;
import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.queue.QueueConfig;
import io.winnow.collector.queue.QueueReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The analyzer's process is killed without warning, over and over, while a collector writes. {@code -Dwinnow.kills=200} for more. */
class AnalyzerKilledIT {

    private static final int KILLS = Integer.getInteger("winnow.kills", 20);
    private static final int STEPS_A_INSTANCE = 200;
    /** Some steps are no documents: so many are at least one, and the checkpoint moves on. */
    private static final int MIN_STEPS = 20;
    private static final long LONGEST_START = TimeUnit.MILLISECONDS.toNanos(1_500);
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final Random random = new Random(7);

    @Test
    void itEndsWithTheBaselinesOfAnUninterruptedRun() throws IOException {
        RecordedQueue traffic = RandomTraffic.queue(7, KILLS * STEPS_A_INSTANCE);
        int progress = 0;
        try (EventsQueue queue = EventsQueue.open(QueueConfig.of(directory.resolve("state/queue/events")), () -> RecordedQueue.CLOCK_OFFSET)) {
            int appended = 0;
            for (int kill = 1; kill <= KILLS; kill++) {
                int end = (int) ((long) traffic.size() * kill / KILLS);
                int middle = appended + MIN_STEPS + random.nextInt(end - appended - MIN_STEPS);
                long before = checkpoint();
                RecordedTraffic.append(traffic, appended, middle, queue);
                try (Program analyzer = analyzer()) {
                    if (random.nextInt(4) == 0) {
                        LockSupport.parkNanos((long) (random.nextDouble() * LONGEST_START)); // somewhere in its start
                    } else {
                        await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(() -> checkpoint() > before);
                    }
                    RecordedTraffic.append(traffic, middle, end, queue);
                    analyzer.signal("KILL");
                    analyzer.exitCode();
                }
                appended = end;
                progress += checkpoint() > before ? 1 : 0;
            }
        }
        System.out.printf("%d kills of the analyzer, %d of its processes wrote a checkpoint%n", KILLS, progress);
        assertThat(progress).as("processes that wrote a checkpoint").isGreaterThanOrEqualTo(KILLS / 4);

        Learner uninterrupted = new Learner(new BaselineStore(directory.resolve("expected")), LearningRules.DEFAULT, () -> 5);
        Ingest ingest = new Ingest(uninterrupted.start(), uninterrupted::learn);
        try (QueueReader reader = QueueReader.open(directory.resolve("state/queue/events"))) {
            new EventsPump(reader, ingest, uninterrupted.start()).poll(Integer.MAX_VALUE);
        }
        uninterrupted.store(uninterrupted.mark(ingest.state()));
        assertThat(uninterrupted.ids()).hasSize(3);
        try (Program analyzer = analyzer()) {
            await().atMost(SOON).until(() -> checkpoint() == ingest.state().index());
            analyzer.signal("TERM");
            assertThat(analyzer.exitCode()).as(analyzer.err()).isZero();
        }
        assertThat(documents(directory.resolve("state/baselines"))).isEqualTo(documents(directory.resolve("expected")));
    }

    private Program analyzer() throws IOException {
        Path config = Files.writeString(directory.resolve("winnow.yaml"), """
                state: %1$s/state
                api:
                  socket: %1$s/w.sock
                analyzer:
                  checkpoint: 10ms
                """.formatted(directory));
        return Program.start(directory, "--config", config.toString(), "analyze");
    }

    /** Queue index that the stored checkpoint has come to; −1 before the first. */
    private long checkpoint() {
        Path file = directory.resolve("state/baselines/checkpoint.json");
        try {
            return Files.exists(file) ? new ObjectMapper().readTree(Files.readAllBytes(file)).at("/ingest/index").asLong() : -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that was learned, and the checkpoint. */
    private static Map<String, String> documents(Path baselines) throws IOException {
        Map<String, String> documents = new TreeMap<>();
        for (Path below : new Path[] {baselines, baselines.resolve("workloads")}) {
            try (Stream<Path> files = Files.list(below)) {
                for (Path file : files.filter(Files::isRegularFile).filter(file -> !file.endsWith("violations.json")).toList()) {
                    documents.put(file.getFileName().toString(), Files.readString(file));
                }
            }
        }
        return documents;
    }
}
