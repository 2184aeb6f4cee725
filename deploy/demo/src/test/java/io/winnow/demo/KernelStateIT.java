// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.testbed.Container;
import io.winnow.testbed.Directories;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.TracedCall;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** P1 and P2 at their hardest: a ring of one page, flooded from all CPUs. */
class KernelStateIT {
    private static final String WORKLOAD = "kernel-flood";

    @Test
    void kernelBitmapIsTheBaselineAndTheProfileThoughTheRingOverflows() {
        Path directory = Directories.temporary("kernel");
        try (BpfFileSystem bpf = new BpfFileSystem();
                Runc runc = new Runc(directory);
                Rootfs rootfs = Exerciser.rootfs();
                WinnowService winnow = new WinnowService(Host.launcher(), directory, """
                        collector:
                          pins: %s/winnow
                          ring: 4KiB
                          slots: 64
                          window: 500ms
                          containerState: %s
                        """.formatted(bpf.path(), directory)).start();
                Container container = runc.start(WORKLOAD, rootfs, OciSpec.of(Exerciser.PROGRAM, "flood", "20"))) {
            await().atMost(Duration.ofSeconds(30)).until(() -> container.output().equals("done\n"));

            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                KernelSlot kernel = KernelSlot.read(bpf.path(), "/" + WORKLOAD);
                assertThat(kernel.calls()).hasSizeGreaterThan(150);
                assertThat(kernel.lost()).as("the ring must have overflown").isPositive();

                JsonNode workload = winnow.api().workload(WORKLOAD);
                assertThat(LearnedSetIT.callsOfTheEntrypoint(workload)).isEqualTo(kernel.calls());
                assertThat(withoutDocumentedAdditions(Suggestion.of(winnow, WORKLOAD))).isEqualTo(kernel.calls());
            });
        } finally {
            Directories.delete(directory);
        }
    }

    private static SortedSet<TracedCall> withoutDocumentedAdditions(Suggestion suggestion) {
        SortedSet<TracedCall> calls = new TreeSet<>();
        suggestion.seccomp().path("syscalls").forEach(rule -> {
            if (rule.path("action").asText().equals("SCMP_ACT_ALLOW") && !rule.path("comment").asText().contains("bootstrap")) {
                rule.path("names").forEach(name -> calls.add(new TracedCall("x86_64", name.asText())));
            }
        });
        return calls;
    }
}
