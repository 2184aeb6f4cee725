// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.testbed.Directories;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Containers that come and go leave nothing behind: no slot, descriptor, watch or map entry, and, after 1,000 of them or more, no memory. {@code -Dwinnow.containers=10000}
 * runs more of them. Needs root and BPF.
 */
class ManyContainersIT {
    private static final int COUNT = Integer.getInteger("winnow.containers", 200);
    /** More than the replicas that a baseline keeps. */
    private static final int FIRST = 80;
    private static final int WITH_MEMORY = 1_000;
    /** What other containers of the host may hold, which come and go, too: far less than one of each thing for each container. */
    private static final int OTHERS = Math.min(COUNT / 2, 100);
    private static final long OTHERS_HEAP = 4L << 20;
    private static final int AT_ONCE = 2;
    private static final String NAME = "winnow-it-many";
    private static final Duration RUN_LIMIT = Duration.ofSeconds(60);
    /** What is known of a container is kept for a minute, in case that something of it comes late. */
    private static final Duration KEPT = Duration.ofSeconds(75);

    @Test
    void containersThatCameAndWentLeaveNothing() throws Exception {
        Path directory = Directories.temporary("many");
        try (BpfFileSystem bpf = new BpfFileSystem();
                Runc runc = new Runc(directory);
                Rootfs rootfs = Rootfs.create().programs("/bin/true");
                WinnowService winnow = new WinnowService(Host.launcher(), directory, """
                        collector:
                          pins: %s/winnow
                          slots: 128
                          window: 500ms
                          runtimeStates: [%s]
                        analyzer:
                          checkpoint: 500ms
                        """.formatted(bpf.path(), runc.root())).start()) {
            run(runc, rootfs, 0, FIRST);
            HeldResources before = settled(winnow, bpf.path());
            long heap = heap(winnow);
            run(runc, rootfs, FIRST, COUNT);
            HeldResources after = settled(winnow, bpf.path());
            long grown = heap(winnow) - heap;
            System.out.printf("%d containers came and went: before %s, after %s, heap grown by %d KiB%n", COUNT, before, after, grown >> 10);
            assertThat(after.slots()).as("slots").isZero();
            assertThat(after.descriptors()).as("descriptors").isLessThan(before.descriptors() + OTHERS);
            assertThat(after.watches()).as("watches").isLessThan(before.watches() + OTHERS);
            before.entries().forEach((map, entries) -> assertThat(after.entries().get(map)).as(map).isLessThan(entries + OTHERS));
            assertThat(grown).as("heap").isLessThan(OTHERS_HEAP);
            JsonNode losses = status(winnow).path("losses");
            assertThat(losses.path("kernel/slots-exhausted").asLong()).isZero();
            /* the state of one may be gone before it could be read, where the CPUs are busy: it is counted */
            long unidentified = losses.path("containers/incomplete").asLong() + losses.path("containers/nameless").asLong();
            assertThat(unidentified).as("containers of which too little is known").isLessThanOrEqualTo(COUNT / 10);
            assertThat(winnow.api().get("/v1/workloads/" + NAME).at("/summary/partial")).extracting(JsonNode::asText)
                    .isSubsetOf(unidentified == 0 ? List.of() : List.of("unidentified"));
        } finally {
            Directories.delete(directory);
        }
    }

    private static void run(Runc runc, Rootfs rootfs, int from, int count) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = from; i < from + count; i++) {
                String id = NAME + "-" + i;
                OciSpec spec = OciSpec.of("/bin/true").withAnnotation("io.winnow.workload", NAME);
                running.add(pool.submit(() -> runc.run(id, rootfs, spec, RUN_LIMIT).orThrow()));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** Once each of them has ended, for the service too. */
    private static HeldResources settled(WinnowService winnow, Path pins) {
        await().atMost(Waiting.LIMIT).ignoreExceptions().until(() -> winnow.api().get("/v1/containers").findValuesAsText("workload").stream().noneMatch(NAME::equals)
                && HeldResources.of(winnow, pins, "/" + NAME).slots() == 0
                && winnow.api().get("/v1/workloads/" + NAME).at("/summary/sample/starts").asInt() > 0);
        return HeldResources.of(winnow, pins, "/" + NAME);
    }

    private static long heap(WinnowService winnow) throws InterruptedException {
        if (COUNT < WITH_MEMORY) {
            return 0;
        }
        Thread.sleep(KEPT.toMillis());
        return HeldResources.heap(winnow);
    }

    private static JsonNode status(WinnowService winnow) throws IOException {
        return winnow.api().get("/v1/status");
    }
}
