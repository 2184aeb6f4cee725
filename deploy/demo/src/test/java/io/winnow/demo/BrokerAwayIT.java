// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.testbed.Directories;
import io.winnow.testbed.EmbeddedBroker;
import io.winnow.testbed.Runc;
import io.winnow.testbed.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Containers of a frozen workload do 1,000 violations a second while the broker is there, and go on while it is away.
 * {@code -Dwinnow.away.seconds=60} for longer.
 */
class BrokerAwayIT {
    private static final int AWAY_SECONDS = Integer.getInteger("winnow.away.seconds", 3);
    private static final int PRESENT_SECONDS = Math.max(2, AWAY_SECONDS / 4);
    private static final int PER_SECOND = 1_000;
    private static final int WANTED = (PRESENT_SECONDS + AWAY_SECONDS) * PER_SECOND;
    private static final int CONTAINERS = Math.max(8, (WANTED + RefusedContainers.MAX_EACH - 1) / RefusedContainers.MAX_EACH);
    private static final int EACH = WANTED / CONTAINERS;
    private static final int TOTAL = CONTAINERS * EACH;
    private static final int GAP_MILLIS = CONTAINERS * 1_000 / PER_SECOND;
    private static final String TOPIC = "winnow.violations";
    private static final int PARTITIONS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(120 + AWAY_SECONDS);
    private static final long MEBI = 1 << 20;
    /** Most of what comes while the broker is away waits in the queue. */
    private static final int BUFFER = Math.min(10_000, 200 * AWAY_SECONDS);
    /** What the service may take over what it took when the broker was there: each violation that is known takes some, too, whether it has arrived or not. */
    private static final long MAX_GROWTH = Math.max(128 * MEBI, 64 * MEBI + 256L * TOTAL);
    /** With what the host's other containers do meanwhile. */
    private static final long MAX_QUEUED = 8 * 1024;
    /** All of it: the test is about memory. */
    private static final long QUEUE = Math.max(1 << 30, TOTAL * MAX_QUEUED);
    /** Each violation is another item of its container. */
    private static final int ITEMS = Math.max(131_072, 2 * TOTAL);
    /** Seconds until both notice that the other is there again; what waits takes no longer to arrive than it took to come, also on a busy machine. */
    private static final double RETURNING = 20;

    /** Bytes of memory of the service since the broker is back. */
    private long mostAfter;

    @Test
    void violationsOfThatTimeArriveInOrderWhenTheBrokerIsBackAndTheServiceStaysSmall() throws Exception {
        Path directory = Directories.temporary("away");
        try (EmbeddedBroker broker = broker();
                Runc runc = new Runc(directory);
                WinnowService winnow = service(directory, broker).start();
                RefusedContainers containers = new RefusedContainers(runc, CONTAINERS, EACH, GAP_MILLIS)) {
            containers.freeze(winnow);
            containers.go();
            await().atMost(LIMIT).until(() -> violations(winnow) >= (long) PRESENT_SECONDS * PER_SECOND);
            long queueBefore = queueBytes(directory);
            long before = resident(winnow);
            long waiting = TOTAL - violations(winnow);
            broker.kill();
            long away = peakUntilDone(winnow, containers);
            long queued = (queueBytes(directory) - queueBefore) / waiting;
            double cpuBefore = cpuSeconds(winnow);
            broker.restart();
            long begin = System.nanoTime();
            try (ArrivedRefusals refusals = new ArrivedRefusals(broker.bootstrapServers(), TOPIC)) {
                double seconds = receive(refusals, winnow, begin);
                double cpu = cpuSeconds(winnow) - cpuBefore;
                System.out.printf("%d violations, %d arrived, %d out of order; of %d while the broker was away the last after %.1f s (%.1f times their rate), "
                        + "%.1f s of CPU; MiB of the service: %d before, %d while away, %d after; queue: %d bytes each%n",
                        TOTAL, refusals.count(), refusals.outOfOrder().size(), waiting, seconds, waiting / seconds / PER_SECOND, cpu, before / MEBI, away / MEBI, mostAfter / MEBI,
                        queued);
                assertThat(refusals.count()).isEqualTo(TOTAL);
                assertThat(refusals.outOfOrder()).isEmpty();
                assertThat(seconds).as("seconds until all have arrived").isLessThanOrEqualTo(RETURNING + (double) waiting / PER_SECOND);
                assertThat(Math.max(away, mostAfter) - before).as("bytes more than before").isLessThanOrEqualTo(MAX_GROWTH);
                assertThat(queued).as("bytes of the queue for each").isLessThanOrEqualTo(MAX_QUEUED);
            }
        } finally {
            Directories.delete(directory);
        }
    }

    static EmbeddedBroker broker() {
        EmbeddedBroker broker = EmbeddedBroker.start();
        broker.createTopic(TOPIC, PARTITIONS);
        return broker;
    }

    private static WinnowService service(Path directory, EmbeddedBroker broker) {
        return new WinnowService(Host.launcher(), directory, """
                collector:
                  pins: ""
                  slots: 4096
                  items: %d
                  queueMaximum: %d
                  runtimeStates: [%s/run/runc]
                publish:
                  buffer: %d
                  kafka:
                    bootstrapServers: %s
                """.formatted(ITEMS, QUEUE, directory, BUFFER, broker.bootstrapServers()));
    }

    private static long violations(WinnowService winnow) throws IOException {
        return winnow.api().get("/v1/status").path("violations").asLong();
    }

    /** Without files that it has mapped: the kernel takes their pages back if it needs them. */
    static long resident(WinnowService winnow) throws IOException {
        List<String> status = Files.readAllLines(Path.of("/proc/" + winnow.pid() + "/status"));
        String line = status.stream().filter(each -> each.startsWith("RssAnon:")).findFirst().orElseThrow();
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
    }

    private static double cpuSeconds(WinnowService winnow) {
        return ProcessHandle.of(winnow.pid()).flatMap(process -> process.info().totalCpuDuration()).orElseThrow().toMillis() / 1e3;
    }

    private static long queueBytes(Path directory) {
        return Long.parseLong(Shell.run("du", "-s", "-B1", directory.resolve("state/queue").toString()).orThrow().out().split("\t")[0]);
    }

    /** The most memory that the service takes until the containers are done. */
    private static long peakUntilDone(WinnowService winnow, RefusedContainers containers) throws Exception {
        long peak = 0;
        while (!containers.done()) {
            peak = Math.max(peak, resident(winnow));
            Thread.sleep(500);
        }
        return peak;
    }

    /** Takes what the broker has until nothing is missing; says how long that takes. */
    private double receive(ArrivedRefusals refusals, WinnowService winnow, long begin) throws IOException {
        while (refusals.count() < TOTAL && System.nanoTime() - begin < LIMIT.toNanos()) {
            refusals.poll();
            mostAfter = Math.max(mostAfter, resident(winnow));
        }
        return (System.nanoTime() - begin) / 1e9;
    }
}
