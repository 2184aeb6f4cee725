// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.Container;
import io.winnow.testbed.Directories;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.Shell;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * A server that enters namespaces as it starts, and is made to do so while it serves: its profile allows that, and it is found all the same. An unknown program that a
 * session starts is shown with the digest of its file.
 */
class StartOnlyCallIT {
    private static final String WORKLOAD = "enterer";

    @Test
    void aDangerousCallOfTheStartIsFoundWhileTheProgramServesAndNoLongerOnceItIsAcceptedAndAnUnknownProgramHasItsDigest() throws IOException {
        Path directory = Directories.temporary("start-only");
        try (Runc runc = new Runc(directory); Rootfs rootfs = rootfs(); WinnowService winnow = service(directory).start()) {
            learnAndFreeze(winnow, runc, rootfs);
            try (Container container = run(runc, rootfs)) {
                new Baselines(winnow.api()).running(WORKLOAD);
                ask(container, "USR2", 1);
                ask(container, "USR1", 2);
                await().atMost(Waiting.LIMIT).until(() -> !findings(winnow).isEmpty());
                JsonNode finding = findings(winnow).get(0);
                isOfAStartOnlyCall(finding);
                winnow.cli("findings", "accept", finding.path("id").asText(), "--reason", "it follows its children").orThrow();
            }
            try (Container container = run(runc, rootfs)) {
                new Baselines(winnow.api()).running(WORKLOAD);
                ask(container, "USR1", 1);
                isFoundWithItsDigest(winnow, container, rootfs);
            }
        } finally {
            Directories.delete(directory);
        }
    }

    private static void learnAndFreeze(WinnowService winnow, Runc runc, Rootfs rootfs) throws IOException {
        Instant began = Instant.now();
        try (Container container = run(runc, rootfs)) {
            ask(container, "USR2", 1);
        }
        new Baselines(winnow.api()).afterTheEnd(WORKLOAD, began);
        winnow.cli("freeze", WORKLOAD, "--force").orThrow();
    }

    private static void isOfAStartOnlyCall(JsonNode finding) {
        assertThat(finding.path("severity").asText()).isEqualTo("high");
        assertThat(finding.at("/technique/id").asText()).isEqualTo("T1611");
        assertThat(finding.path("violations")).singleElement().satisfies(violation -> {
            assertThat(violation.path("kind").asText()).isEqualTo("start-only");
            assertThat(violation.path("syscall").asText()).isEqualTo("setns");
            assertThat(violation.path("evidence").asText()).isEqualTo("observation");
            assertThat(violation.path("summary").asText()).endsWith("while serving; the baseline has it from the start only");
        });
    }

    /** The session lasts until its container ends. */
    private static void isFoundWithItsDigest(WinnowService winnow, Container container, Rootfs rootfs) throws IOException {
        CompletableFuture<Shell.Result> session = CompletableFuture.supplyAsync(() -> container.exec("/bin/unknown", "linger"));
        try {
            await().atMost(Waiting.LIMIT).until(() -> findings(winnow).stream().anyMatch(finding -> file(finding).isPresent()));
            assertThat(findings(winnow)).extracting(finding -> finding.path("kind").asText()).as("the session alone").containsExactly("exec-session");
            JsonNode file = file(findings(winnow).get(0)).orElseThrow();
            assertThat(file.path("path").asText()).isEqualTo("/usr/bin/unknown");
            assertThat(file.path("sha256").asText()).isEqualTo(Shell.run("sha256sum", rootfs.path().resolve("usr/bin/unknown").toString()).orThrow().out().split(" ")[0]);
        } finally {
            container.stop("KILL");
            session.join();
        }
    }

    private static Optional<JsonNode> file(JsonNode finding) {
        return StreamSupport.stream(finding.path("violations").spliterator(), false).map(violation -> violation.path("file")).filter(JsonNode::isObject).findFirst();
    }

    private static void ask(Container container, String signal, int times) {
        container.signal(signal);
        await().atMost(Waiting.LIMIT).until(() -> container.output().lines().filter("asked"::equals).count() >= times);
    }

    private static Container run(Runc runc, Rootfs rootfs) {
        Container container = runc.start(WORKLOAD, rootfs, OciSpec.of("/bin/enterer"));
        await().atMost(Waiting.LIMIT).until(() -> container.output().contains("serving\n"));
        return container;
    }

    private static List<JsonNode> findings(WinnowService winnow) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        winnow.api().get("/v1/findings?state=open").forEach(found::add);
        return found;
    }

    private static Rootfs rootfs() throws IOException {
        try (InputStream in = StartOnlyCallIT.class.getResourceAsStream("enterer.c");
                CProgram program = CProgram.compile("enterer", new String(in.readAllBytes(), StandardCharsets.UTF_8))) {
            return Rootfs.create().program(program.executable(), "/bin/enterer").program(program.executable(), "/bin/unknown");
        }
    }

    private static WinnowService service(Path directory) {
        return new WinnowService(Host.launcher(), directory, Host.settings(directory));
    }
}
