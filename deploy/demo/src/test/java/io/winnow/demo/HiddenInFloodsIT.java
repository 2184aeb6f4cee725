// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.Container;
import io.winnow.testbed.Directories;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * A container of a frozen workload has 9,000 calls refused by a filter of its own, fills the sets of arguments with junk, and then does six
 * dangerous things: each is a violation. {@code -Dwinnow.floods=100} asks for more runs.
 */
class HiddenInFloodsIT {
    private static final String WORKLOAD = "hidden-in-floods";
    private static final int RUNS = Integer.getInteger("winnow.floods", 3);
    private static final Set<String> DANGEROUS = Set.of("socket(family=AF_ALG)", "socket(family=AF_VSOCK)", "ioctl(cmd=TIOCSTI)",
            "CAP_CHOWN granted in fchown", "io_uring opcode 3", "start of /bin/other");

    @Test
    void neitherRefusalsNorJunkValuesHideWhatIsDangerous() throws IOException {
        Path directory = Directories.temporary("floods");
        Path violations = directory.resolve("violations.jsonl");
        try (Runc runc = new Runc(directory);
                Rootfs rootfs = rootfs();
                WinnowService winnow = new WinnowService(Host.launcher(), directory, """
                        collector:
                          pins: ""
                          window: 500ms
                          runtimeStates: [%s]
                        analyzer:
                          checkpoint: 500ms
                          repeatAfter: 1s
                        publish:
                          file:
                            path: %s
                        """.formatted(runc.root(), violations)).start()) {
            learnAndFreeze(winnow, runc, rootfs);
            for (int run = 0; run < RUNS; run++) {
                Instant began = Instant.now();
                long end = Files.size(violations);
                try (Container container = run(runc, rootfs, "attack")) {
                    await().atMost(Waiting.LIMIT).untilAsserted(() -> assertThat(summaries(violations, end, began)).containsAll(DANGEROUS));
                    assertThat(container.running()).as("the container waits").isTrue();
                }
            }
            System.out.printf("%d runs, %d of %d dangerous actions reported in each%n", RUNS, DANGEROUS.size(), DANGEROUS.size());
            assertThat(winnow.api().get("/v1/status").at("/losses/kernel~1items-full").asLong()).as("items that found no place").isPositive();
        } finally {
            Directories.delete(directory);
        }
    }

    private static Rootfs rootfs() throws IOException {
        try (InputStream in = HiddenInFloodsIT.class.getResourceAsStream("hider.c");
                CProgram program = CProgram.compile("hider", new String(in.readAllBytes(), StandardCharsets.UTF_8))) {
            return Rootfs.create().program(program.executable(), "/bin/hider").program(program.executable(), "/bin/other");
        }
    }

    private static Container run(Runc runc, Rootfs rootfs, String verb) {
        Container container = runc.start(WORKLOAD, rootfs, OciSpec.of("/bin/hider", verb));
        await().atMost(Waiting.LIMIT).until(() -> container.output().endsWith("done\n"));
        return container;
    }

    private static void learnAndFreeze(WinnowService winnow, Runc runc, Rootfs rootfs) {
        Instant began = Instant.now();
        run(runc, rootfs, "learn").close();
        new Baselines(winnow.api()).afterTheEnd(WORKLOAD, began);
        winnow.cli("freeze", WORKLOAD, "--force").orThrow();
    }

    /** What the violations say that are stored behind a place and happened after a moment. */
    private static Set<String> summaries(Path violations, long from, Instant since) throws IOException {
        Set<String> summaries = new TreeSet<>();
        ObjectMapper json = new ObjectMapper();
        try (InputStream in = Files.newInputStream(violations)) {
            in.skipNBytes(from);
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                JsonNode data = json.readTree(line).path("data");
                if (!Instant.parse(data.path("time").asText()).isBefore(since)) {
                    summaries.add(data.path("summary").asText());
                }
            }
        }
        return summaries;
    }
}
