// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.analyzer.agent.queue.QueueEvents;
import io.winnow.analyzer.baseline.GapReason;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.Ingest;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.learn.LearningRules;
import io.winnow.analyzer.store.BaselineStore;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.analyzer.workload.WorkloadNames;
import io.winnow.collector.agent.CollectorProcess;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.tracer.Tracers;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.OciRuntime;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A collector with a pinned tracer is killed at random, over and over, while short replicas of one workload come and go. Those that come while it
 * is away each do what no other does. Needs root. {@code -Dwinnow.collector.kills=200} for more.
 */
class KilledCollectorBaselineIT {

    private static final int KILLS = Integer.getInteger("winnow.collector.kills", 4);
    private static final Duration SOON = Duration.ofSeconds(120);
    /** Between two replicas: most of the time is the collectors' start. */
    private static final long PAUSE = Duration.ofMillis(60).toNanos();
    private static final Duration AWAY = Duration.ofMillis(500);
    private static final Duration AT_WORK = Duration.ofMillis(2_500);
    private static final int UNDER_THE_LAST = 10;
    private static final long WELL_BEFORE = Duration.ofSeconds(1).toNanos();
    /** Of those that came and went under a collector: while the CPUs are busy, the state of a few is gone before it is read. */
    private static final double MAX_UNKNOWN = 0.1;
    private static final String REPLICA = "winnow-it-brief-";
    private static final WorkloadId BRIEF = new WorkloadId("brief", "");
    /** Numbers of calls that do nothing but fail, with -1 for each argument; neither runtimes nor the C library make them behind the filter. */
    private static final int[] CALLS = {
        121, 124, 146, 147, 145, 143, 140, 100, 99, 36, 277, 187, 221, 191, 192, 193, 194, 195, 196, 224, 225, 226, 242, 244, 245, 255, 276, 278, 275, 295,
        296, 285, 286, 287, 73, 74, 75, 77, 81, 91, 78, 138, 132, 235, 261, 115, 125, 66, 31, 71, 67, 27, 26, 8, 17, 18};
    private static final String SOURCE = """
            #define _GNU_SOURCE
            #include <stdlib.h>
            #include <time.h>
            #include <unistd.h>

            int main(int count, char **words)
            {
                struct timespec life = {0, 30000000};

                if (count > 1)
                    syscall(atol(words[1]), -1L, -1L, -1L, -1L, -1L, -1L);
                nanosleep(&life, 0);
                return 0;
            }
            """;

    @TempDir
    private Path directory;

    private final Random random = new Random(30);
    private final AtomicInteger replicas = new AtomicInteger();
    private final Set<Integer> made = new ConcurrentSkipListSet<>();
    /** Those that came while a collector was at work and ended well before it was killed; some of them it had no time to write down. */
    private final Set<String> watched = new ConcurrentSkipListSet<>();
    /** Those that came and went under the collector now at work. */
    private final Map<String, Long> lately = new ConcurrentSkipListMap<>();
    /** Number of the kill that will end the collector at work; -1 for none. */
    private volatile int atWork = -1;
    /** The call that replicas make now; 0 for none. */
    private volatile int call;
    private volatile boolean running = true;
    private Path pins;

    @BeforeEach
    void mountBpf() throws Exception {
        Path mount = Files.createDirectory(directory.resolve("bpf"));
        assertThat(new ProcessBuilder("mount", "-t", "bpf", "none", mount.toString()).inheritIO().start().waitFor()).isZero();
        pins = mount.resolve("winnow");
    }

    @AfterEach
    void unmountBpf() throws Exception {
        running = false;
        Tracers.unpin(pins);
        assertThat(new ProcessBuilder("umount", "--lazy", pins.getParent().toString()).inheritIO().start().waitFor()).isZero();
    }

    /** What was learned of the queue. */
    private record Learned(Learner learner, Map<String, Integer> unidentified, int ended) {}

    @Test
    void baselinesHoldWhatReplicasDidMeanwhileOrSayThatTheyLackIt() throws Exception {
        try (CProgram program = CProgram.compile("brief", SOURCE);
                Rootfs rootfs = Rootfs.create().program(program.executable(), "/brief");
                OciRuntime runtime = new Runc()) {
            Process first = collector(runtime); // the kernel's part is there from now on
            ExecutorService pool = Executors.newSingleThreadExecutor();
            Future<?> coming = pool.submit(() -> comeAndGo(runtime, rootfs));
            await().atMost(SOON).pollInterval(Duration.ofSeconds(1)).until(() -> learned().learner().ids().contains(BRIEF));
            first.destroyForcibly().waitFor();
            for (int kill = 0; kill < KILLS; kill++) {
                call = CALLS[kill % CALLS.length];
                rest(AWAY);
                boolean waits = random.nextInt(4) != 0;
                Process collector = waits ? collector(runtime) : spawn(runtime);
                call = 0;
                atWork = waits ? kill : -1;
                rest(AT_WORK);
                atWork = -1;
                collector.destroyForcibly().waitFor();
                keepWatched();
            }
            Process last = collector(runtime);
            try {
                atWork = KILLS;
                int before = replicas.get();
                await().atMost(SOON).until(() -> replicas.get() > before + UNDER_THE_LAST);
                running = false;
                coming.get();
                pool.shutdown();
                await().atMost(SOON).pollInterval(Duration.ofSeconds(1)).until(() -> learned().ended() >= replicas.get());
            } finally {
                last.destroyForcibly().waitFor();
            }
        }
        judge(learned());
    }

    private static int few(int of) {
        return (int) Math.max(1, MAX_UNKNOWN * of);
    }

    private void judge(Learned learned) {
        assertThat(learned.learner().ids()).as("no replica is a workload of its own").noneMatch(id -> id.name().startsWith(REPLICA));
        Workload workload = learned.learner().workload(BRIEF).orElseThrow();
        Set<Integer> known = new HashSet<>();
        workload.baseline().items().keySet().stream().filter(item -> item.kind() == ItemKind.SYSCALL).forEach(item -> known.add(item.nr()));
        Set<Integer> lacking = new TreeSet<>(made);
        lacking.removeAll(known);
        Set<String> unknown = new TreeSet<>(watched);
        unknown.retainAll(learned.unidentified().keySet());
        System.out.printf("%d kills, %d replicas, %d of them unidentified, of %d under a collector %d, %d of %d calls of the gaps are not in the baseline, partial: %s%n",
                KILLS, replicas.get(), learned.unidentified().size(), watched.size(), unknown.size(), lacking.size(), made.size(), workload.partialReasons());
        assertThat(lately).as("came and went under the last").hasSizeGreaterThanOrEqualTo(UNDER_THE_LAST);
        Set<String> lost = new TreeSet<>(lately.keySet());
        lost.retainAll(learned.unidentified().keySet());
        assertThat(lost).as("came and went under the last, and is not identified").hasSizeLessThanOrEqualTo(few(lately.size()));
        assertThat(unknown).as("came and went under a collector, and is not identified").hasSizeLessThanOrEqualTo(few(watched.size()));
        if (!lacking.isEmpty()) {
            assertThat(workload.partialReasons()).contains(GapReason.UNIDENTIFIED);
        }
        if (learned.unidentified().isEmpty()) {
            assertThat(workload.partialReasons()).isEmpty();
        }
    }

    /** What ends just before a kill may be known to the killed collector alone. */
    private void keepWatched() {
        long enough = System.nanoTime() - WELL_BEFORE;
        lately.forEach((id, ended) -> {
            if (ended - enough < 0) {
                watched.add(id);
            }
        });
        lately.clear();
    }

    private void rest(Duration longest) {
        LockSupport.parkNanos((long) (random.nextDouble() * longest.toNanos()));
    }

    private void comeAndGo(OciRuntime runtime, Rootfs rootfs) {
        while (running) {
            int number = replicas.get();
            int now = call;
            String id = REPLICA + number;
            int began = atWork;
            OciSpec spec = OciSpec.of("/brief", Integer.toString(now == 0 ? 39 : now))
                    .withAnnotation(WorkloadNames.OVERRIDE, BRIEF.name()).withCgroup(id);
            runtime.run(id, rootfs, spec, SOON).orThrow();
            if (began >= 0 && began == atWork) {
                lately.put(id, System.nanoTime());
            }
            replicas.incrementAndGet();
            if (now != 0) {
                made.add(now);
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    private Learned learned() throws IOException {
        Path store = Files.createTempDirectory(directory, "store");
        Learner learner = new Learner(new BaselineStore(store), LearningRules.DEFAULT, () -> 5);
        Map<String, Integer> unidentified = new TreeMap<>();
        Set<String> identified = new HashSet<>();
        Set<Long> ended = new HashSet<>();
        Ingest ingest = new Ingest(learner.start(), event -> {
            learner.learn(event);
            if (event instanceof Event.ContainerChanged changed && !changed.container().unidentified()) {
                identified.add(changed.container().id());
            }
            if (event instanceof Event.ContainerChanged changed && changed.container().ended() != 0) {
                ContainerMetadata container = changed.container();
                if (container.cgroupPath().startsWith("/" + REPLICA)) { // others may run containers here too
                    ended.add(container.cgroupId());
                }
                if (container.unidentified()) {
                    unidentified.merge(container.id(), 1, Integer::sum);
                }
            }
        });
        try (QueueEvents queue = QueueEvents.live(directory.resolve("events"), learner.start())) {
            while (queue.next(ingest)) {
                continue; // to the end
            }
        }
        assertThat(ingest.counters().missingDocuments()).isZero();
        unidentified.keySet().removeAll(identified); // a killed collector knew it, and the next one saw its end
        return new Learned(learner, unidentified, ended.size());
    }

    private Process spawn(OciRuntime runtime) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith("-javaagent"))
                .toList());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), CollectorProcess.class.getName(),
                directory.toString(), pins.toString(), runtime.root().toString()));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** One that is at work. */
    private Process collector(OciRuntime runtime) throws IOException {
        Process process = spawn(runtime);
        assertThat(process.inputReader().readLine()).isEqualTo("ready");
        return process;
    }
}
