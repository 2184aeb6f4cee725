// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.demo.WinnowService;
import io.winnow.testbed.Directories;
import io.winnow.testbed.Nginx;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Waiting;
import io.winnow.testbed.engine.DockerEngine;
import io.winnow.testbed.engine.Engine;
import io.winnow.testbed.engine.EngineContainer;
import io.winnow.testbed.engine.PodmanEngine;
import io.winnow.testbed.engine.Users;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real Docker and a real podman, their containers on overlayfs. Needs root and BPF. */
class EnginesIT {
    private static final String IMAGE = "engines:1";
    private static final List<Program> PROGRAMS = List.of(
            new Program("shell", "", List.of("sh", "-c", "id; ls /srv; [ -r /etc/shadow ]; mkdir /tmp/d && rmdir /tmp/d && echo done"), List.of(), "",
                    Pattern.compile("done"), "TERM"),
            new Program("nginx", "", List.of("nginx", "-g", "daemon off;"), List.of(), "curl -sf http://127.0.0.1:8080/", Pattern.compile("hello"), "QUIT"));

    private final Path directory = Directories.temporary("engines");
    private final List<Engine> engines = new ArrayList<>();
    private Rootfs rootfs;
    private WinnowService service;

    @BeforeEach
    void makeImage() {
        rootfs = Nginx.rootfs(8080).programs("/bin/sh", "/usr/bin/id", "/bin/ls", "/bin/mkdir", "/bin/rmdir", "/bin/sleep", "/usr/bin/curl")
                .directory("/srv", "rwxr-xr-x");
    }

    @AfterEach
    void close() {
        if (service != null) {
            service.close();
        }
        engines.forEach(Engine::close);
        rootfs.close();
        Directories.delete(directory);
    }

    /** @param configured with the directories of the engines' state; else the service finds them */
    private void start(boolean configured) {
        engines.add(DockerEngine.start(Users.SAME));
        engines.add(PodmanEngine.start(Users.SAME));
        engines.forEach(engine -> engine.importImage(rootfs, IMAGE));
        service = new WinnowService(Path.of(System.getProperty("winnow.launcher")).normalize(), directory, SweepSettings.of(configured ? engines : List.of())).start();
    }

    @Test
    void whatWasLearnedIsWhatStraceSawAndLetsTheNextRunDoTheSame() {
        start(true);
        for (Engine engine : engines) {
            for (Program program : PROGRAMS) {
                CellResult result = new Cell(service, engine, new Image(IMAGE, rootfs.path()), program, directory).run();
                assertThat(result.missing()).as(result.toString()).isEmpty();
                assertThat(result.extra()).as(result.toString()).isEmpty();
                assertThat(result.same()).as(result.toString()).isTrue();
                assertThat(result.refused()).as(result.toString()).isEmpty();
            }
        }
    }

    @Test
    void aContainerIsOneWorkloadWithImageCommandAndGrants() throws Exception {
        start(true);
        for (Engine engine : engines) {
            try (EngineContainer container = engine.create("named", List.of("--cap-drop", "KILL"), IMAGE, List.of("sleep", "60"))) {
                container.start().orThrow();
                String image = engine.name().equals("podman") ? "localhost/" + IMAGE : IMAGE;
                Waiting.until("workload of " + engine, Waiting.LIMIT, () -> ids().anyMatch(id -> id.startsWith(image + " sleep 60@")));
            }
        }
        List<String> ids = ids().toList();
        assertThat(ids).as("no workload beside those two").hasSize(2);
        for (String id : ids) {
            JsonNode unused = service.api().get("/v1/workloads/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20")).path("unusedCapabilities");
            assertThat(unused).as(id).extracting(JsonNode::asText).contains("CAP_CHOWN").doesNotContain("CAP_KILL");
        }
    }

    /** Also: a program on a bind mount has the path that the container sees. */
    @Test
    void thePrintedCommandRunsTheContainerUnderTheProfileThatWasWritten() throws IOException {
        start(true);
        Path programs = Files.createDirectory(directory.resolve("programs"));
        Files.copy(Path.of("/bin/sleep"), programs.resolve("nap"), StandardCopyOption.COPY_ATTRIBUTES);
        List<String> command = List.of("sh", "-c", "/app/nap 0.1; id");
        for (Engine engine : engines) {
            String name = "printed-" + engine.name();
            List<String> options = new ArrayList<>(List.of("--volume", programs + ":/app"));
            options.addAll(engine.labelled("io.winnow.workload=" + name));
            Instant began = Instant.now();
            String said;
            try (EngineContainer container = engine.create(name, options, IMAGE, command)) {
                container.start().orThrow();
                assertThat(container.exitCode()).isZero();
                said = container.output();
            }
            new LearnedWorkload(service, name).learned(began);
            String id = ids().filter(each -> each.startsWith(name)).findAny().orElseThrow();
            Waiting.until("stored baseline of " + id, Waiting.LIMIT, () -> service.cli("explain", id, "clock_nanosleep").exit() == 0);
            assertThat(service.cli("explain", id, "clock_nanosleep").orThrow().out()).contains("/app/nap").doesNotContain(programs.toString());

            Path written = directory.resolve(name);
            String printed = service.cli("export", id, "--format", engine.name() + "-run", "-d", written.toString(), "--quiet").orThrow().out().strip();
            assertThat(printed).startsWith(engine.name() + " run --cap-drop ").contains("seccomp=" + written + "/").endsWith(" IMAGE");
            List<String> words = new ArrayList<>(List.of(printed.split(" ")).subList(1, printed.split(" ").length - 1));
            words.addAll(List.of("--rm", "--network", "none"));
            words.addAll(options);
            words.add(IMAGE);
            words.addAll(command);
            assertThat(engine.call(words.toArray(String[]::new)).orThrow().out()).isEqualTo(said).contains("uid=0");
        }
    }

    @Test
    void allThatABuildRunsIsOneWorkload() throws IOException {
        start(false);
        Engine podman = engines.get(1);
        Path context = Files.createDirectory(directory.resolve("context"));
        Files.writeString(context.resolve("Dockerfile"), "FROM localhost/" + IMAGE + "\nRUN id\nRUN ls / && sleep 0.1\n");
        podman.call("build", "--network", "none", "--tag", "built", context.toString()).orThrow();
        Waiting.until("workload of builds", Waiting.LIMIT, () -> ids().anyMatch("podman build"::equals));
        assertThat(ids()).containsExactly("podman build");
    }

    private Stream<String> ids() {
        try {
            List<String> ids = new ArrayList<>();
            service.api().get("/v1/workloads").forEach(each -> ids.add(each.path("id").asText()));
            return ids.stream();
        } catch (IOException e) {
            throw new IllegalStateException("the service does not answer", e);
        }
    }
}
