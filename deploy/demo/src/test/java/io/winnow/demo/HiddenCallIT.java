// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import io.winnow.testbed.Container;
import io.winnow.testbed.Directories;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** An attacker floods the ring, which has one page, with calls that the baseline allows, and hides others in the flood. */
class HiddenCallIT {
    private static final String WORKLOAD = "hidden-call";
    private static final int MADE = 140;

    @Test
    void eachOfAHundredOutOfProfileCallsInAFloodIsAViolation() throws IOException {
        Path directory = Directories.temporary("hidden");
        Path violations = directory.resolve("violations.jsonl");
        try (Runc runc = new Runc(directory);
                Rootfs rootfs = Exerciser.rootfs();
                WinnowService winnow = new WinnowService(Host.launcher(), directory, """
                        collector:
                          pins: ""
                          ring: 4KiB
                          window: 500ms
                          runtimeStates: [%s]
                        analyzer:
                          checkpoint: 500ms
                        publish:
                          file:
                            path: %s
                        """.formatted(runc.root(), violations)).start()) {
            learnAndFreeze(winnow, runc, rootfs);

            try (Container container = runc.start(WORKLOAD, rootfs, OciSpec.of(Exerciser.PROGRAM, "hide", Integer.toString(MADE)))) {
                await().atMost(Duration.ofMinutes(1)).until(() -> container.output().endsWith("done\n"));
                SortedSet<Integer> made = new TreeSet<>(container.output().lines().limit(MADE).map(Integer::valueOf).toList());
                assertThat(made).hasSize(MADE);
                made.removeAll(learned(winnow));
                KernelStateIT.OF_THREADS.forEach(name -> made.remove(SyscallTable.number(Abi.X86_64, name).orElseThrow()));
                KernelStateIT.OF_VDSO.forEach(name -> made.remove(SyscallTable.number(Abi.X86_64, name).orElseThrow()));
                assertThat(made).as("calls that the program had not made before").hasSizeGreaterThanOrEqualTo(100);

                await().atMost(Waiting.LIMIT).untilAsserted(() -> assertThat(reported(violations)).isEqualTo(made));
                assertThat(winnow.api().get("/v1/status").at("/losses/kernel~1ring-full").asLong()).as("records lost in the flood").isPositive();
            }
        } finally {
            Directories.delete(directory);
        }
    }

    private static void learnAndFreeze(WinnowService winnow, Runc runc, Rootfs rootfs) {
        Instant began = Instant.now();
        try (Container container = runc.start(WORKLOAD, rootfs, OciSpec.of(Exerciser.PROGRAM, "flood", "5"))) {
            await().atMost(Duration.ofMinutes(1)).until(() -> container.output().endsWith("done\n"));
        }
        new Baselines(winnow.api()).afterTheEnd(WORKLOAD, began);
        winnow.cli("freeze", WORKLOAD, "--force").orThrow();
    }

    private static SortedSet<Integer> learned(WinnowService winnow) {
        SortedSet<Integer> numbers = new TreeSet<>();
        for (JsonNode item : winnow.baseline(WORKLOAD).path("items")) {
            boolean ofRuntime = item.path("stage").asText().equals("setup");
            if (item.path("kind").asText().equals("syscall") && !ofRuntime) {
                numbers.add(item.path("nr").asInt());
            }
        }
        return numbers;
    }

    /** The system calls of the violations so far. */
    private static SortedSet<Integer> reported(Path violations) throws IOException {
        SortedSet<Integer> numbers = new TreeSet<>();
        ObjectMapper json = new ObjectMapper();
        for (String line : Files.readString(violations).lines().toList()) {
            JsonNode data = json.readTree(line).path("data");
            if (data.path("kind").asText().equals("syscall")) {
                numbers.add(data.at("/syscall/number").asInt());
            }
        }
        return numbers;
    }
}
