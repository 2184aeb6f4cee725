// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.analyzer.agent.QueueEvents;
import io.winnow.analyzer.baseline.BaselineStore;
import io.winnow.analyzer.baseline.Learner;
import io.winnow.analyzer.baseline.LearningRules;
import io.winnow.analyzer.baseline.Shortfall;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.baseline.WorkloadId;
import io.winnow.analyzer.baseline.WorkloadNames;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.Ingest;
import io.winnow.collector.agent.CollectorProcess;
import io.winnow.collector.record.ContainerMetadata;
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
    private static final long LONGEST = Duration.ofMillis(1_500).toNanos();
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
                rest();
                Process collector = random.nextInt(4) == 0 ? spawn(runtime) : collector(runtime);
                call = 0;
                rest();
                collector.destroyForcibly().waitFor();
            }
            running = false;
            coming.get();
            pool.shutdown();
            Process last = collector(runtime);
            try {
                await().atMost(SOON).pollInterval(Duration.ofSeconds(1)).until(() -> learned().ended() >= replicas.get());
            } finally {
                last.destroyForcibly().waitFor();
            }
        }
        judge(learned());
    }

    private void judge(Learned learned) {
        assertThat(learned.learner().ids()).as("no replica is a workload of its own").containsExactly(BRIEF);
        Workload workload = learned.learner().workload(BRIEF).orElseThrow();
        Set<Integer> known = new HashSet<>();
        workload.baseline().items().keySet().stream().filter(item -> item.kind() == ItemKind.SYSCALL).forEach(item -> known.add(item.nr()));
        Set<Integer> lacking = new TreeSet<>(made);
        lacking.removeAll(known);
        System.out.printf("%d kills, %d replicas, %d of them unidentified, %d of %d calls of the gaps are not in the baseline, partial: %s%n",
                KILLS, replicas.get(), learned.unidentified().size(), lacking.size(), made.size(), workload.partialReasons());
        if (!lacking.isEmpty()) {
            assertThat(workload.partialReasons()).contains(Shortfall.UNIDENTIFIED);
        }
        if (learned.unidentified().isEmpty()) {
            assertThat(workload.partialReasons()).isEmpty();
        }
    }

    private void rest() {
        LockSupport.parkNanos((long) (random.nextDouble() * LONGEST));
    }

    private void comeAndGo(OciRuntime runtime, Rootfs rootfs) {
        while (running) {
            int number = replicas.get();
            int now = call;
            OciSpec spec = OciSpec.of("/brief", Integer.toString(now == 0 ? 39 : now))
                    .withAnnotation(WorkloadNames.OVERRIDE, BRIEF.name()).withCgroup("winnow-it-brief-" + number);
            runtime.run("winnow-it-brief-" + number, rootfs, spec, SOON).orThrow();
            replicas.incrementAndGet();
            if (now != 0) {
                made.add(now);
            }
        }
    }

    private Learned learned() throws IOException {
        Path store = Files.createTempDirectory(directory, "store");
        Learner learner = new Learner(new BaselineStore(store), LearningRules.DEFAULT, () -> 5);
        Map<String, Integer> unidentified = new TreeMap<>();
        Set<Long> ended = new HashSet<>();
        Ingest ingest = new Ingest(learner.start(), event -> {
            learner.accept(event);
            if (event instanceof Event.ContainerChanged changed && changed.container().ended() != 0) {
                ContainerMetadata container = changed.container();
                ended.add(container.cgroupId());
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
        return new Learned(learner, unidentified, ended.size());
    }

    private Process spawn(OciRuntime runtime) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith("-javaagent"))
                .toList());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), CollectorProcess.class.getName(),
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
