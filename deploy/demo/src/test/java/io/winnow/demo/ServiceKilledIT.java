// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.testbed.Directories;
import io.winnow.testbed.EmbeddedBroker;
import io.winnow.testbed.Runc;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * The service is killed without warning, over and over, while 10,000 violations are on their way to a broker that has begun to take them.
 * {@code -Dwinnow.service.kills=20} for more.
 */
class ServiceKilledIT {
    private static final int KILLS = Integer.getInteger("winnow.service.kills", 3);
    private static final int CONTAINERS = 12;
    private static final int EACH = 850;
    /** Of one round. */
    private static final int VIOLATIONS = CONTAINERS * EACH;
    /** 2,000 violations a second. */
    private static final int GAP_MILLIS = 6;
    /** The first round is not disturbed: what the service takes then is the measure. */
    private static final int TOTAL = (KILLS + 1) * VIOLATIONS;
    private static final String TOPIC = "winnow.violations";
    /** After it some are confirmed and some are not. */
    private static final long LONGEST_DELIVERY = TimeUnit.MILLISECONDS.toNanos(800);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long MEBI = 1 << 20;
    private static final long MAX_GROWTH = 64 * MEBI;

    private final Random random = new Random(16);
    private long before;
    private long most;

    @Test
    void eachViolationInFlightArrivesUnderItsIdAndInOrderAndTheServiceStaysSmall() throws Exception {
        Path directory = Directories.temporary("service-killed");
        try (EmbeddedBroker broker = BrokerAwayIT.broker();
                BpfFileSystem bpf = new BpfFileSystem();
                Runc runc = new Runc(directory);
                WinnowService winnow = service(directory, bpf, broker).start()) {
            deliver(winnow, broker, runc);
            try (ArrivedRefusals refusals = new ArrivedRefusals(broker.bootstrapServers(), TOPIC)) {
                long begin = System.nanoTime();
                while (refusals.count() < TOTAL && System.nanoTime() - begin < LIMIT.toNanos()) {
                    refusals.poll();
                }
                System.out.printf("%d kills of the service, %d violations in flight each time; %d of %d arrived in %d messages, %d out of order; "
                        + "MiB of the service: %d before, %d at most%n",
                        KILLS, VIOLATIONS, refusals.count(), TOTAL, refusals.messages(), refusals.outOfOrder().size(), before / MEBI, most / MEBI);
                assertThat(refusals.count()).isEqualTo(TOTAL);
                assertThat(refusals.outOfOrder()).isEmpty();
                assertThat(refusals.renamed()).isEmpty();
                assertThat(most - before).as("bytes more than before").isLessThanOrEqualTo(MAX_GROWTH);
            }
        } finally {
            Directories.delete(directory);
        }
    }

    private static WinnowService service(Path directory, BpfFileSystem bpf, EmbeddedBroker broker) {
        return new WinnowService(Host.launcher(), directory, """
                collector:
                  pins: %s/winnow
                  slots: 4096
                  items: 131072
                  runtimeStates: [%s/run/runc]
                publish:
                  buffer: %d
                  retryAfter: 200ms
                  kafka:
                    bootstrapServers: %s
                """.formatted(bpf.path(), directory, 2 * VIOLATIONS, broker.bootstrapServers()));
    }

    /** All containers are there before the first call, and watched by then. */
    private void deliver(WinnowService winnow, EmbeddedBroker broker, Runc runc) throws IOException {
        Deque<RefusedContainers> rounds = new ArrayDeque<>();
        try {
            for (int round = 0; round <= KILLS; round++) {
                rounds.add(new RefusedContainers(runc, "winnow-refused-" + round, CONTAINERS, EACH, GAP_MILLIS));
            }
            RefusedContainers.freeze(winnow, rounds.size() * CONTAINERS);
            rounds.peek().go();
            before = peakUntilDelivered(winnow, rounds.peek());
            for (rounds.remove().close(); !rounds.isEmpty(); rounds.remove().close()) {
                kill(winnow, broker, rounds.peek());
            }
        } finally {
            rounds.forEach(RefusedContainers::close);
        }
    }

    private void kill(WinnowService winnow, EmbeddedBroker broker, RefusedContainers containers) throws IOException {
        broker.pause();
        containers.go();
        await().atMost(LIMIT).until(() -> containers.done() && unconfirmed(winnow) >= VIOLATIONS);
        most = Math.max(most, BrokerAwayIT.resident(winnow));
        broker.resume();
        LockSupport.parkNanos((long) (random.nextDouble() * LONGEST_DELIVERY));
        winnow.kill();
        winnow.start();
        most = Math.max(most, peakUntilDelivered(winnow, containers));
    }

    private static int unconfirmed(WinnowService winnow) throws IOException {
        return winnow.api().get("/v1/status").path("unconfirmed").asInt();
    }

    /** The most memory that the service takes until all is done and confirmed. */
    private static long peakUntilDelivered(WinnowService winnow, RefusedContainers containers) {
        long[] peak = new long[1];
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(() -> {
            peak[0] = Math.max(peak[0], BrokerAwayIT.resident(winnow));
            return containers.done() && unconfirmed(winnow) == 0;
        });
        return peak[0];
    }
}
