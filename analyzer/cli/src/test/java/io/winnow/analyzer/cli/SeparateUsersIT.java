// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.cli.composition.Privilege;
import io.winnow.testbed.Container;
import io.winnow.testbed.Directories;
import io.winnow.testbed.DockerSeccomp;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as it was built, moved elsewhere: collector and analyzer are two users, each with exactly the privileges that the documents name. */
class SeparateUsersIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String NAME = "winnow-two-users";
    private static final int ANALYZER = 65_533;
    private static final OciSpec SPEC = OciSpec.of("/bin/sh", "-c", "while :; do /bin/sleep 0.1; done");

    private final List<Process> started = new ArrayList<>();
    private Path directory;
    private Path config;
    private Path launcher;
    private Runc runc;

    @BeforeEach
    void install() throws IOException {
        directory = Directories.temporary("users");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        runc = new Runc();
        config = Files.writeString(directory.resolve("winnow.yaml"), """
                state: %1$s/var/state
                api:
                  socket: %1$s/run/winnow/w.sock
                collector:
                  pins: ""
                  window: 1s
                  runtimeStates: [%2$s]
                """.formatted(directory, runc.root()));
        launcher = directory.resolve("opt/winnow");
        run(List.of("sh", "-c", "mkdir -p $1/opt/analyzer/cli/target $1/opt/collector-native/target/native && cp ../../winnow $1/opt/"
                + " && cp -r target/winnow.jar target/lib target/jvm.options target/collect.options target/winnow.jsa $1/opt/analyzer/cli/target/"
                + " && cp ../../collector-native/target/native/winnow-client $1/opt/collector-native/target/native/ && chmod -R a+rX $1/opt",
                "sh", directory.toString()));
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : started) {
            process.destroy();
            process.waitFor();
        }
        runc.close();
        Directories.delete(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65534"})
    void aContainerIsNamedLearnedExportedFrozenAndWatched(String collector) throws IOException {
        int user = Integer.parseInt(collector);
        run(List.of(launcher.toString(), "--config", config.toString(), "setup", "--analyzer", ANALYZER + ":" + ANALYZER, "--collector", user + ":" + user));
        start("collect", user, privileges());
        start("analyze", ANALYZER, "");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(winnow("status").exit()).as(logs()).isZero());
        /* a container that starts before the collector watches is found late, and cannot be exported */
        await().atMost(LIMIT).untilAsserted(() -> assertThat(directory.resolve("collect.log")).as(logs()).content().contains("at work"));
        try (Rootfs rootfs = Rootfs.create().programs("/bin/sh", "/bin/sleep", "/usr/bin/unshare", "/bin/mkdir")) {
            learnAndWatch(rootfs);
            confine(rootfs);
        }
        assertThat(directory.resolve("var/state/violations.jsonl")).content().contains("unshare");
    }

    private void learnAndWatch(Rootfs rootfs) throws IOException {
        try (Container container = runc.start(NAME, rootfs, SPEC)) {
            await().atMost(LIMIT).untilAsserted(() -> assertThat(winnow("workloads").out()).as(logs()).contains(NAME));
            await().atMost(LIMIT).untilAsserted(() -> assertThat(winnow("export", NAME).out()).as(logs()).contains("SCMP_ACT_ERRNO", "SCMP_ACT_ALLOW"));
            Shell.Result freeze = winnow("freeze", NAME, "--force");
            assertThat(freeze.exit()).as(freeze.err()).isZero();
            await().atMost(LIMIT).untilAsserted(() -> {
                container.exec("/usr/bin/unshare", "-U", "/bin/sh", "-c", ":");
                assertThat(winnow("violations", "--workload", NAME).out()).contains("unshare");
            });
        }
    }

    /** Calls that the kernel refuses are seen only if the collector reads what the analyzer asks of it. */
    private void confine(Rootfs rootfs) throws IOException {
        JsonNode profile = new ObjectMapper().readTree(winnow("export", NAME).out());
        OciSpec confined = SPEC.withSeccomp(DockerSeccomp.toOci(profile, new HashSet<>(SPEC.capabilities())));
        try (Container container = runc.start(NAME, rootfs, confined)) {
            await().atMost(LIMIT).untilAsserted(() -> {
                assertThat(container.exec("/bin/mkdir", "/new").err()).contains("Operation not permitted");
                assertThat(winnow("violations", "--workload", NAME, "-o", "json").out()).as(logs()).contains("\"denial\"");
            });
        }
    }

    private static String privileges() {
        return Arrays.stream(Privilege.values())
                .filter(privilege -> privilege != Privilege.SYS_RESOURCE) // which only old kernels ask for
                .map(privilege -> ",+" + privilege.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /** The unit's: what one user writes, the other must be able to read. */
    private static String umask(String command) throws IOException {
        String unit = command.equals("collect") ? "winnow-collector.service" : "winnow-analyzer.service";
        return Files.readAllLines(Path.of("../../deploy/systemd", unit)).stream().filter(line -> line.startsWith("UMask=")).findAny().orElseThrow().substring("UMask=".length());
    }

    /** Starts a component with no other capabilities than these. */
    private void start(String command, int user, String capabilities) throws IOException {
        String set = "-all" + capabilities;
        List<String> line = new ArrayList<>(List.of("sh", "-c", "umask $0; exec \"$@\"", umask(command),
                "setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--no-new-privs",
                "--inh-caps=" + set, "--ambient-caps=" + set, "--bounding-set=" + set, launcher.toString(), "--config", config.toString(), command));
        started.add(new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(directory.resolve(command + ".log").toFile()).start());
    }

    private Shell.Result winnow(String... arguments) {
        List<String> line = new ArrayList<>(List.of(launcher.toString()));
        line.addAll(List.of(arguments));
        return Shell.run(line, Map.of("WINNOW_API_SOCKET", directory.resolve("run/winnow/w.sock").toString()), LIMIT);
    }

    private static void run(List<String> command) {
        Shell.Result result = Shell.run(command, Map.of(), LIMIT);
        assertThat(result.exit()).as(result.err()).isZero();
    }

    private String logs() {
        return List.of("collect", "analyze").stream().map(name -> {
            try {
                return name + ": " + Files.readString(directory.resolve(name + ".log"));
            } catch (IOException e) {
                return name + ": " + e;
            }
        }).collect(Collectors.joining("\n"));
    }
}
