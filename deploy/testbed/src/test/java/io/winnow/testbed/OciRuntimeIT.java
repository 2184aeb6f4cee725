// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OciRuntimeIT {
    private static Rootfs rootfs;

    static List<Named<Supplier<OciRuntime>>> runtimes() {
        return List.of(Named.of("runc", Runc::new), Named.of("crun", Crun::new));
    }

    @BeforeAll
    static void makeRootfs() {
        rootfs = Rootfs.create().programs("/bin/sh", "/bin/cat", "/bin/sleep", "/bin/chown", "/bin/uname");
    }

    @AfterAll
    static void removeRootfs() {
        rootfs.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runtimes")
    void containerRunsInItsOwnUnifiedCgroupAndLeavesNothing(Supplier<OciRuntime> kind) {
        Path bundle;
        Path cgroup;
        Path root;
        try (OciRuntime runtime = kind.get()) {
            root = runtime.stateBase();
            try (Container container = runtime.start("testbed-own", rootfs, OciSpec.of("/bin/sleep", "60"))) {
                bundle = container.bundle();
                cgroup = container.cgroup().path();
                assertThat(cgroup).isEqualTo(Cgroup.unified().resolve("testbed-own"));
                assertThat(container.running()).isTrue();
                assertThat(container.cgroup().processes()).contains(container.pid());
                assertThat(container.exec("/bin/cat", "/proc/self/cgroup").orThrow().out()).contains("0::/testbed-own");
            }
        }
        assertThat(bundle).doesNotExist();
        assertThat(cgroup).doesNotExist();
        assertThat(root).doesNotExist();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runtimes")
    void entrypointWaitsForTheStart(Supplier<OciRuntime> kind) {
        try (OciRuntime runtime = kind.get();
                Container container = runtime.create("testbed-wait", rootfs, OciSpec.of("/bin/sh", "-c", "echo started"))) {
            assertThat(container.output()).isEmpty();
            container.start();
            container.awaitEnd(Waiting.LIMIT);
            assertThat(container.output()).isEqualTo("started\n");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runtimes")
    void aSignalByWhichAServerIsManagedIsSentWhenItHasAHandler(Supplier<OciRuntime> kind) {
        OciSpec late = OciSpec.of("/bin/sh", "-c", "sleep 0.5; trap 'echo handled; exit' USR1; while :; do sleep 0.1; done");
        try (OciRuntime runtime = kind.get(); Container container = runtime.start("testbed-handler", rootfs, late)) {
            container.signal("USR1");
            container.awaitEnd(Waiting.LIMIT);
            assertThat(container.output()).isEqualTo("handled\n");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runtimes")
    void exitCodeAndOutputOfAForegroundRunAreTheEntrypoints(Supplier<OciRuntime> kind) {
        try (OciRuntime runtime = kind.get()) {
            Shell.Result result = runtime.run("testbed-exit", rootfs, OciSpec.of("/bin/sh", "-c", "echo out; echo err >&2; exit 7"), Waiting.LIMIT);
            assertThat(result.exit()).isEqualTo(7);
            assertThat(result.out()).isEqualTo("out\n");
            assertThat(result.err()).isEqualTo("err\n");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runtimes")
    void capabilitiesUserAndNoNewPrivilegesAreAsAsked(Supplier<OciRuntime> kind) {
        try (OciRuntime runtime = kind.get()) {
            OciSpec spec = OciSpec.of("/bin/sh", "-c", "cat /proc/self/status")
                    .withCapabilities(List.of("CAP_CHOWN")).withNoNewPrivileges(true);
            String asRoot = runtime.run("testbed-caps", rootfs, spec, Waiting.LIMIT).orThrow().out();
            assertThat(asRoot).contains("CapEff:\t0000000000000001", "CapBnd:\t0000000000000001", "NoNewPrivs:\t1", "Seccomp:\t0");
            String asUser = runtime.run("testbed-caps", rootfs, spec.withUser(33, 33), Waiting.LIMIT).orThrow().out();
            assertThat(asUser).contains("CapEff:\t0000000000000000", "Uid:\t33\t33\t33\t33");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runtimes")
    void seccompProfileRefusesWhatItDoesNotAllow(Supplier<OciRuntime> kind) throws Exception {
        JsonNode docker = new ObjectMapper().readTree("""
                {"defaultAction": "SCMP_ACT_ALLOW",
                 "archMap": [{"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"]}],
                 "syscalls": [{"names": ["uname"], "action": "SCMP_ACT_ERRNO", "errnoRet": 13, "comment": "for the test"}]}""");
        OciSpec spec = OciSpec.of("/bin/uname");
        try (OciRuntime runtime = kind.get()) {
            assertThat(runtime.run("testbed-seccomp", rootfs, spec, Waiting.LIMIT).exit()).isZero();
            Shell.Result refused = runtime.run("testbed-seccomp", rootfs,
                    spec.withSeccomp(DockerSeccomp.toOci(docker, Set.copyOf(spec.capabilities()))), Waiting.LIMIT);
            assertThat(refused.exit()).isNotZero();
            assertThat(refused.err()).contains("Permission denied");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runtimes")
    void namespacesAreTheHostsOrTheContainersOwn(Supplier<OciRuntime> kind) {
        OciSpec ownPid = OciSpec.of("/bin/sh", "-c", "echo $$");
        try (OciRuntime runtime = kind.get()) {
            assertThat(runtime.run("testbed-pid", rootfs, ownPid, Waiting.LIMIT).orThrow().out()).isEqualTo("1\n");
            assertThat(runtime.run("testbed-pid", rootfs, ownPid.withHostPids(), Waiting.LIMIT).orThrow().out()).isNotEqualTo("1\n");
            String interfaces = runtime.run("testbed-net", rootfs, OciSpec.of("/bin/cat", "/proc/net/dev").withPrivateNetwork(), Waiting.LIMIT)
                    .orThrow().out();
            assertThat(interfaces.lines().filter(line -> line.contains(":")).toList()).singleElement().asString().contains("lo:");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runtimes")
    void overlayHoldsFileCapabilitiesAndSetUserIdFiles(Supplier<OciRuntime> kind) {
        Rootfs plain = Rootfs.create().programs("/bin/sh", "/bin/cat").program(Path.of("/bin/cat"), "/bin/own-cat").program(Path.of("/bin/cat"), "/bin/bind-cat");
        try (OciRuntime runtime = kind.get();
                Rootfs overlay = plain.onOverlay().mode("/bin/own-cat", "4755").fileCapabilities("/bin/bind-cat", "cap_net_bind_service=+ep")) {
            String user = "own-cat /proc/self/status; bind-cat /proc/self/status; cat /proc/self/mounts";
            String said = runtime.run("testbed-overlay", overlay, OciSpec.of("/bin/sh", "-c", user).withUser(33, 33), Waiting.LIMIT).orThrow().out();
            assertThat(said).contains("Uid:\t33\t0\t0\t0", "CapEff:\t0000000000000400", "overlay / overlay");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runtimes")
    void rootOfAUserNamespaceIsAnotherUserOfTheHost(Supplier<OciRuntime> kind) {
        Rootfs plain = Rootfs.create().programs("/bin/sh", "/bin/cat", "/bin/sleep", "/bin/chown").program(Path.of("/bin/cat"), "/bin/bind-cat");
        try (OciRuntime runtime = kind.get();
                Rootfs overlay = plain.mapped(200_000).onOverlay().fileCapabilities("/bin/bind-cat", "cap_net_bind_service=+ep").file("/etc/private", "no\n", "rw-------")) {
            OciSpec spec = OciSpec.of("/bin/sh", "-c", "cat /etc/passwd >/etc/copy && chown 33:33 /etc/copy && cat /proc/self/uid_map").withUserNamespace(200_000);
            assertThat(runtime.run("testbed-mapped", overlay, spec, Waiting.LIMIT).orThrow().out().strip().split(" +")).containsExactly("0", "200000", "65536");
            String asUser = runtime.run("testbed-mapped", overlay, spec.withArgs("/bin/bind-cat", "/proc/self/status").withUser(33, 33), Waiting.LIMIT).orThrow().out();
            assertThat(asUser).contains("CapEff:\t0000000000000400");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runtimes")
    void dockerNetworkLetsEverybodyTakeAnyPort(Supplier<OciRuntime> kind) {
        try (OciRuntime runtime = kind.get()) {
            OciSpec spec = OciSpec.of("/bin/cat", "/proc/sys/net/ipv4/ip_unprivileged_port_start").withDockerNetwork();
            assertThat(runtime.run("testbed-net", rootfs, spec, Waiting.LIMIT).orThrow().out()).isEqualTo("0\n");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runtimes")
    void refusalOfTheRuntimeIsSaidAndLeavesNothing(Supplier<OciRuntime> kind) {
        try (OciRuntime runtime = kind.get()) {
            assertThatThrownBy(() -> runtime.start("testbed-missing", rootfs, OciSpec.of("/no/such/program")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("testbed-missing")
                    .hasMessageContaining("/no/such/program");
            assertThat(runtime.root().toFile().list()).isEmpty();
        }
        assertThat(Files.exists(Cgroup.unified().resolve("testbed-missing"))).isFalse();
    }
}
