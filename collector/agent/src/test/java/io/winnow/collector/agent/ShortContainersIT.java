// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.collector.container.HostPaths;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.tracer.TracerOptions;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.Crun;
import io.winnow.testbed.OciRuntime;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Containers that live for some 5 ms. Each makes a set of calls of its own, so that one that is taken for another is seen. Needs root.
 * {@code -Dwinnow.short.containers=1000} runs more of them.
 */
class ShortContainersIT {

    private static final Duration SOON = Duration.ofSeconds(120);
    private static final int COUNT = Integer.getInteger("winnow.short.containers", 200);
    private static final int REUSES = COUNT / 4;
    private static final int BUSY = COUNT / 4;
    /** A container's number in binary: one call for each bit. Neither runtimes nor the C library make these of themselves. */
    private static final List<String> BITS =
            List.of("getpgid", "getsid", "sched_get_priority_max", "times", "sysinfo", "sched_get_priority_min", "getpriority", "sched_getscheduler", "alarm",
                    "getitimer", "sync_file_range");
    private static final String SOURCE = """
            #define _GNU_SOURCE
            #include <stdlib.h>
            #include <sys/syscall.h>
            #include <time.h>
            #include <unistd.h>

            static const long bits[] = {SYS_getpgid, SYS_getsid, SYS_sched_get_priority_max, SYS_times, SYS_sysinfo, SYS_sched_get_priority_min, SYS_getpriority,
                    SYS_sched_getscheduler, SYS_alarm, SYS_getitimer, SYS_sync_file_range};

            int main(int count, char **words)
            {
                struct timespec life = {0, 5000000};
                long number = count > 1 ? atol(words[1]) : 0;

                for (unsigned i = 0; i < sizeof(bits) / sizeof(*bits); i++)
                    if (number >> i & 1)
                        syscall(bits[i], 0, 0, 0, 0);
                nanosleep(&life, 0);
                return 0;
            }
            """;

    private static CProgram program;
    private static Rootfs rootfs;

    @TempDir
    Path directory;

    @BeforeAll
    static void makeRootfs() {
        program = CProgram.compile("brief", SOURCE);
        rootfs = Rootfs.create().program(program.executable(), "/brief");
    }

    @AfterAll
    static void removeRootfs() {
        rootfs.close();
        program.close();
    }

    /** A container to be run. */
    private record Brief(int number, String id, OciRuntime runtime, String cgroup) {

        void run() {
            runtime.run(id, rootfs, OciSpec.of("/brief", Integer.toString(number)).withCgroup(cgroup), SOON).orThrow();
        }

        Set<String> calls() {
            Set<String> calls = new TreeSet<>();
            for (int bit = 0; bit < BITS.size(); bit++) {
                if ((number >> bit & 1) != 0) {
                    calls.add(BITS.get(bit));
                }
            }
            return calls;
        }
    }

    /** What became of the containers. */
    private record Result(int attributed, List<String> wrong) {}

    private CollectorConfig config(OciRuntime... runtimes) {
        return CollectorConfig.of(directory.resolve("events"), directory.resolve("control"), "node")
                .withTracer(TracerOptions.DEFAULT.withSlots(8192))
                .withHosts(HostPaths.below(Path.of("/")).withStateRoots(List.of(runtimes).stream().map(OciRuntime::root).toList()));
    }

    private static void runAll(List<Brief> containers, int atOnce) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(atOnce);
        try {
            List<Future<?>> running = new ArrayList<>();
            containers.forEach(container -> running.add(pool.submit(container::run)));
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private Result result(Map<String, Brief> byId) {
        EventLog log = EventLog.read(directory.resolve("events"));
        Map<SlotKey, EventLog.Snapshot> last = new HashMap<>();
        log.snapshots.stream().filter(EventLog.Snapshot::isFinal).forEach(snapshot -> last.put(snapshot.slot(), snapshot));
        Map<SlotKey, ContainerMetadata> owners = new HashMap<>();
        log.containers.forEach(container -> owners.put(container.slot(), container));
        int attributed = 0;
        List<String> wrong = new ArrayList<>();
        for (ContainerMetadata owner : owners.values()) {
            Brief container = byId.get(owner.id());
            Optional<EventLog.Snapshot> snapshot = Optional.ofNullable(last.get(owner.slot()));
            if (container == null || snapshot.isEmpty()) {
                continue;
            }
            boolean known = owner.grants().known() && owner.runtime().name().equals(container.runtime().name());
            boolean rightCommand = owner.command().isEmpty() || owner.command().equals(List.of("/brief", Integer.toString(container.number())));
            Set<String> calls = new TreeSet<>(snapshot.get().used());
            calls.retainAll(BITS);
            if (!calls.equals(container.calls()) || !rightCommand) {
                wrong.add(owner.id() + " did " + calls + " in " + snapshot.get());
            } else if (known) {
                attributed++;
            }
        }
        return new Result(attributed, wrong);
    }

    /** @param most that may not be attributed, but have to be counted then */
    private void show(List<Brief> containers, int most, int atOnce, OciRuntime... runtimes) throws Exception {
        Map<String, Brief> byId = new HashMap<>();
        containers.forEach(container -> byId.put(container.id(), container));
        double perSecond;
        try (Collector collector = Collector.start(config(runtimes))) {
            long begin = System.nanoTime();
            runAll(containers, atOnce);
            perSecond = containers.size() * 1e9 / (System.nanoTime() - begin);
            await().pollInterval(Duration.ofSeconds(1)).atMost(SOON).untilAsserted(() -> {
                EventLog log = EventLog.read(directory.resolve("events"));
                assertThat(collector.failure()).isEmpty();
                assertThat(log.containers.stream().filter(one -> one.ended() != 0).map(ContainerMetadata::cgroupId).distinct()).as("ended, of " + log.containers)
                        .hasSizeGreaterThanOrEqualTo(containers.size());
            });
        }
        Result result = result(byId);
        long counted = EventLog.read(directory.resolve("events")).losses.stream()
                .reduce((first, second) -> second)
                .map(loss -> loss.containers().nameless() + loss.containers().incomplete())
                .orElse(0L);
        System.out.printf("%d of %d short-lived containers attributed, %d counted as not, %.0f a second%n", result.attributed(), containers.size(), counted, perSecond);
        assertThat(result.wrong()).isEmpty();
        assertThat(containers.size() - result.attributed()).as("not attributed").isLessThanOrEqualTo(most);
        assertThat(result.attributed() + counted).isGreaterThanOrEqualTo(containers.size());
    }

    private static List<Brief> containers(int count, IntFunction<Brief> brief) {
        List<Brief> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(brief.apply(i));
        }
        return all;
    }

    /** In cgroups that are called after them, and in others. */
    @Test
    void eachIsAttributed() throws Exception {
        try (OciRuntime runc = new Runc(); OciRuntime crun = new Crun()) {
            show(containers(COUNT, i -> {
                String id = "winnow-it-brief-" + i;
                return new Brief(i, id, i % 2 == 0 ? runc : crun, i / 2 % 2 == 0 ? id : "winnow-it-unnamed-" + i);
            }), Math.max(1, COUNT / 1000), 2, runc, crun);
        }
    }

    /** Their state is gone again before a thread of normal priority would have its turn. How many are, depends on what else runs here. */
    @Test
    void eachIsAttributedWhileTheCpusAreBusy() throws Exception {
        List<Process> busy = new ArrayList<>();
        try (OciRuntime runc = new Runc(); OciRuntime crun = new Crun()) {
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                busy.add(new ProcessBuilder("timeout", "60", "sh", "-c", "while :; do :; done").start());
            }
            show(containers(BUSY, i -> new Brief(i, "winnow-it-busy-" + i, i % 2 == 0 ? runc : crun, "winnow-it-busy-" + i)), BUSY / 10, 2, runc, crun);
        } finally {
            busy.forEach(Process::destroy);
        }
    }

    /** One after the other at the same path, so that only the cgroup's id distinguishes them. */
    @Test
    void theNextAtTheSamePathIsNotTakenForTheLast() throws Exception {
        try (OciRuntime runc = new Runc(); OciRuntime crun = new Crun()) {
            show(containers(REUSES, i -> new Brief(i, "winnow-it-next-" + i, i % 3 == 0 ? crun : runc, "winnow-it-again")), 1, 1, runc, crun);
        }
    }
}
