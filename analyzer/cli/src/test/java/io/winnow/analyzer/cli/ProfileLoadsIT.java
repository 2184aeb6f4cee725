// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.testbed.Container;
import io.winnow.testbed.OciRuntime;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The profile of a learned baseline, in Docker's form, as podman and containerd load it: the container runs, and under that filter. Needs root. */
class ProfileLoadsIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String SHOW = "cat /proc/self/status";
    private static final String CGROUP = "winnow-profile-loads";

    @TempDir
    private static Path directory;

    private static Rootfs rootfs;
    private static Path profile;

    /** Learns what a shell with a program below it needs. */
    @BeforeAll
    static void learn() throws IOException {
        rootfs = Rootfs.create().programs("/bin/sh", "/bin/cat", "/bin/sleep", "/bin/mkdir");
        profile = directory.resolve("profile.json");
        try (OciRuntime runc = new Runc()) {
            Path config = Files.writeString(directory.resolve("winnow.yaml"), """
                    state: %1$s/state
                    api:
                      socket: %1$s/w.sock
                    collector:
                      pins: ""
                      window: 1s
                      runtimeStates: [%2$s]
                    """.formatted(directory, runc.root()));
            try (Program run = winnow(config, "run")) {
                await().atMost(LIMIT).until(() -> winnow(config, "status").exitCode() == 0);
                OciSpec busy = OciSpec.of("/bin/sh", "-c", "while :; do " + SHOW + " >/dev/null; sleep 0.1; done");
                try (Container container = runc.start("winnow-profile-loads", rootfs, busy)) {
                    assertThat(container.running()).isTrue();
                    await().atMost(LIMIT).until(() -> {
                        Program workload = winnow(config, "workloads", "winnow-profile-loads");
                        return workload.exitCode() == 0 && workload.out().contains("wait4");
                    });
                    Program export = winnow(config, "export", "winnow-profile-loads", "--runtime", "runc", "-f", profile.toString());
                    assertThat(export.exitCode()).as(export.err()).isZero();
                }
                run.signal("TERM");
                assertThat(run.exitCode()).as(run.err()).isZero();
            }
        }
    }

    @AfterAll
    static void removeRootfs() throws IOException {
        rootfs.close();
        List<Path> hierarchies = Files.readString(Path.of("/proc/self/mountinfo")).lines()
                .filter(line -> line.contains(" - cgroup")).map(line -> Path.of(line.split(" ")[4], CGROUP)).toList();
        await().atMost(LIMIT).until(() -> hierarchies.stream().allMatch(ProfileLoadsIT::removed)); // podman's monitor leaves a moment later
    }

    /** What podman leaves of the cgroup that it was given to work in. */
    private static boolean removed(Path cgroup) {
        try (Stream<Path> below = Files.exists(cgroup) ? Files.walk(cgroup) : Stream.empty()) {
            for (Path directory : below.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(directory);
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    @Test
    void podmanLoadsIt() {
        assertFiltered(podman(SHOW));
        assertThat(podman("mkdir /tmp/new").err()).contains("Operation not permitted");
    }

    @Test
    void containerdLoadsIt() throws IOException, InterruptedException {
        Path socket = directory.resolve("containerd.sock");
        Path config = Files.writeString(directory.resolve("containerd.toml"), "version = 2\ndisabled_plugins = [\"io.containerd.grpc.v1.cri\"]\n");
        Process daemon = new ProcessBuilder("containerd", "-c", config.toString(), "-a", socket.toString(),
                "--root", directory.resolve("containerd").toString(), "--state", directory.resolve("containerd-state").toString())
                .redirectErrorStream(true).redirectOutput(directory.resolve("containerd.log").toFile()).start();
        try {
            await().atMost(LIMIT).until(() -> Shell.run("ctr", "-a", socket.toString(), "version").exit() == 0);
            assertFiltered(containerd(socket, SHOW));
            assertThat(containerd(socket, "mkdir /tmp/new").err()).contains("Operation not permitted");
        } finally {
            daemon.destroy();
            assertThat(daemon.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Without the limits that podman asks for by default: raising them may be more than this host allows. */
    private static Shell.Result podman(String command) {
        return run(List.of("podman", "--runtime", "runc", "--root", directory.resolve("podman").toString(), "--runroot", directory.resolve("podman-run").toString(),
                "--storage-driver", "vfs", "--cgroup-manager", "cgroupfs", "--events-backend", "file",
                "run", "--rm", "--network", "none", "--cgroup-parent", "/" + CGROUP, "--ulimit", "nofile=256:256", "--ulimit", "nproc=256:256",
                "--log-driver", "none", "--cap-drop", "ALL", "--security-opt", "seccomp=" + profile, "--rootfs", rootfs.path().toString()), command);
    }

    private static Shell.Result containerd(Path socket, String command) {
        return run(List.of("ctr", "-a", socket.toString(), "run", "--rm", "--seccomp", "--seccomp-profile", profile.toString(),
                "--rootfs", rootfs.path().toString(), "winnow-profile-loads"), command);
    }

    private static Shell.Result run(List<String> runtime, String command) {
        List<String> all = new ArrayList<>(runtime);
        all.addAll(List.of("/bin/sh", "-c", command + "; :"));
        return Shell.run(all, Map.of(), LIMIT);
    }

    private static void assertFiltered(Shell.Result result) {
        assertThat(result.exit()).as("%s", result).isZero();
        assertThat(result.out()).containsPattern("Seccomp:\\s+2");
    }

    private static Program winnow(Path config, String... arguments) {
        return Program.start(directory, Stream.concat(Stream.of("--config", config.toString()), Stream.of(arguments)).toArray(String[]::new));
    }
}
