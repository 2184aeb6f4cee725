// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.testbed.Container;
import io.winnow.testbed.Directories;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two services watch the same container: one is left alone, the other is killed over and over. They must have learned the same.
 */
@ExtendWith(SharedHost.class)
class KillIT {
    private static final String WORKLOAD = "killed";
    private static final int KILLS = 20;
    private static final int STEP_MILLIS = 150;
    private static final long SEED = 20;

    @Test
    void serviceKilledTwentyTimesWhileLearningEndsWithTheBaselineOfOneThatWasLeftAlone(Host host) throws Exception {
        Random random = new Random(SEED);
        Path directory = Directories.temporary("killed");
        Instant began = Instant.now();
        try (BpfFileSystem bpf = new BpfFileSystem();
                Rootfs rootfs = Exerciser.rootfs();
                WinnowService victim = new WinnowService(Host.launcher(), directory, """
                        collector:
                          pins: %s/winnow
                          # while it is away, slots of other cgroups on the host are not released
                          slots: 4096
                          window: 500ms
                          runtimeStates: [%s]
                        analyzer:
                          checkpoint: 500ms
                        """.formatted(bpf.path(), host.runtime("runc").root())).start()) {
            try (Container running = host.runtime("runc").start(WORKLOAD, rootfs, OciSpec.of(Exerciser.PROGRAM, "steps", "" + STEP_MILLIS))) {
                for (int kill = 0; kill < KILLS; kill++) {
                    /* half of the kills come while it starts, the others while it learns */
                    if (random.nextBoolean()) {
                        victim.awaitReady();
                    }
                    Thread.sleep(random.nextInt(1_000));
                    victim.kill();
                    victim.launch();
                }
                victim.awaitReady();
                await().atMost(Duration.ofMinutes(2)).until(() -> running.output().equals("done\n"));
            }
            JsonNode undisturbed = host.baselines().afterTheEnd(WORKLOAD, began);
            JsonNode disturbed = new Baselines(victim.api()).afterTheEnd(WORKLOAD, began);
            assertThat(LearnedSetIT.callsOfTheEntrypoint(undisturbed)).hasSizeGreaterThan(180);
            for (String part : new String[] {"syscalls", "capabilities", "unusedCapabilities", "arguments", "runtimes"}) {
                assertThat(disturbed.path(part)).as(part).isEqualTo(undisturbed.path(part));
            }
            assertThat(disturbed.at("/summary/partial")).as("nothing missed").isEmpty();
        } finally {
            Directories.delete(directory);
        }
    }
}
