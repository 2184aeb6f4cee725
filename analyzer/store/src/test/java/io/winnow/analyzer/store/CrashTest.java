// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.baseline.RandomTraffic;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.ingest.Ingest;
import io.winnow.analyzer.ingest.IngestState;
import io.winnow.analyzer.ingest.RecordedQueue;
import io.winnow.analyzer.learn.Checkpoint;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.learn.LearningRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The analyzer dies at any moment, and what it ends with is what it would have ended with. */
class CrashTest {

    private static final int STEPS = 400;

    @TempDir
    Path root;

    /** One life of an analyzer on a directory of baselines. */
    private static final class ContainerInstance {

        private final Learner learner;
        private final Ingest ingest;

        private ContainerInstance(Path directory) {
            learner = new Learner(new BaselineStore(directory), LearningRules.DEFAULT, () -> 5);
            ingest = new Ingest(learner.start(), learner::learn);
        }

        private int next() {
            return (int) learner.start().index() + 1;
        }

        private void read(RecordedQueue queue, int from, int to) {
            queue.replay(ingest, from, to);
        }

        private void checkpoint() {
            learner.store(mark());
        }

        private Checkpoint mark() {
            return learner.mark(ingest.state());
        }

        private List<Workload> workloads() {
            return learner.ids().stream().map(id -> learner.workload(id).orElseThrow()).toList();
        }
    }

    private ContainerInstance uninterrupted(RecordedQueue queue, int frozenAt, String name) {
        ContainerInstance instance = new ContainerInstance(root.resolve(name));
        instance.read(queue, 0, frozenAt);
        freezeFirst(instance);
        instance.read(queue, frozenAt, queue.size());
        return instance;
    }

    private static void freezeFirst(ContainerInstance instance) {
        instance.learner.ids().stream().findFirst().ifPresent(id -> instance.learner.freeze(id, "uid 0", true));
    }

    @Test
    void killedAtAnyDocumentItEndsWithTheSame() throws IOException {
        for (int seed = 0; seed < 12; seed++) {
            RecordedQueue queue = RandomTraffic.queue(seed, STEPS);
            Random random = new Random(seed);
            int frozenAt = queue.size() / 2;
            ContainerInstance expected = uninterrupted(queue, frozenAt, "whole-" + seed);

            Path directory = root.resolve("killed-" + seed);
            boolean frozen = false;
            int reached = 0;
            ContainerInstance instance = new ContainerInstance(directory);
            while (reached < queue.size()) {
                int from = instance.next();
                int marked = Math.min(queue.size(), Math.max(from, reached) + random.nextInt(20));
                int until = Math.min(queue.size(), marked + random.nextInt(20));
                if (!frozen && marked >= frozenAt) {
                    instance.read(queue, from, frozenAt);
                    freezeFirst(instance);
                    frozen = true;
                    instance.read(queue, frozenAt, marked);
                } else {
                    instance.read(queue, from, marked);
                }
                Checkpoint mark = instance.mark();
                reached = marked;
                if (frozen || until < frozenAt) {
                    instance.read(queue, marked, until);
                    reached = until;
                }
                stopSomehow(instance, mark, directory, random);
                instance = new ContainerInstance(directory);
            }
            instance.read(queue, instance.next(), queue.size());
            assertThat(instance.workloads()).as("seed %d", seed).isEqualTo(expected.workloads());
            assertThat(instance.learner.runtimeCallSets()).as("seed %d", seed).isEqualTo(expected.learner.runtimeCallSets());
            assertThat(instance.ingest.state()).as("seed %d", seed).isEqualTo(expected.ingest.state());
            assertThat(instance.learner.unattributed()).as("seed %d", seed).isEqualTo(expected.learner.unattributed());
        }
    }

    /** Before the checkpoint, after a part of its files, after all but the last, after it, or after one of an earlier moment. */
    private static void stopSomehow(ContainerInstance instance, Checkpoint mark, Path directory, Random random) throws IOException {
        Path checkpoint = directory.resolve("checkpoint.json");
        switch (random.nextInt(5)) {
            case 0 -> instance.checkpoint();
            case 2 -> instance.learner.store(mark);
            case 3 -> instance.learner.storeNext(Runnable::run);
            case 1 -> {
                Path before = directory.resolve("before");
                boolean there = Files.exists(checkpoint);
                if (there) {
                    Files.copy(checkpoint, before, StandardCopyOption.REPLACE_EXISTING);
                }
                instance.checkpoint();
                if (there) {
                    Files.move(before, checkpoint, StandardCopyOption.REPLACE_EXISTING);
                } else {
                    Files.delete(checkpoint);
                }
            }
            default -> {}
        }
    }

    @Test
    void readingEverythingAgainAddsNothing() throws IOException {
        for (int seed = 100; seed < 106; seed++) {
            RecordedQueue queue = RandomTraffic.queue(seed, STEPS);
            ContainerInstance first = uninterrupted(queue, queue.size() / 2, "once-" + seed);
            first.checkpoint();
            List<Workload> once = first.workloads();
            Files.delete(root.resolve("once-" + seed).resolve("checkpoint.json"));
            ContainerInstance again = new ContainerInstance(root.resolve("once-" + seed));
            assertThat(again.learner.start()).isEqualTo(IngestState.BEGINNING);
            again.read(queue, 0, queue.size());
            assertThat(again.workloads()).as("seed %d", seed).isEqualTo(once);
        }
    }

    @Test
    void theTrafficIsWorthTheTest() {
        RecordedQueue queue = RandomTraffic.queue(0, STEPS);
        ContainerInstance instance = uninterrupted(queue, queue.size() / 2, "traffic");
        assertThat(instance.workloads()).hasSize(3).allSatisfy(workload -> {
            assertThat(workload.baseline().items()).isNotEmpty();
            assertThat(workload.baseline().replicas()).isNotEmpty();
        });
        assertThat(instance.workloads()).anySatisfy(workload -> assertThat(workload.pending().items()).isNotEmpty());
        assertThat(instance.ingest.counters().repeatedRecords()).isPositive();
        assertThat(instance.ingest.counters().missingDocuments()).isPositive();
        assertThat(instance.ingest.counters().malformedDocuments()).isPositive();
    }
}
