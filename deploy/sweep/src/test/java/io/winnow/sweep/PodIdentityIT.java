// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.demo.WinnowService;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.Directories;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Waiting;
import io.winnow.testbed.engine.Containerd;
import io.winnow.testbed.engine.CriPod;
import io.winnow.testbed.engine.PodmanEngine;
import io.winnow.testbed.engine.Users;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is known of pods: containerd's, asked over its CRI socket as the kubelet asks, and podman's with the pause container that it makes itself. Needs root and BPF. */
class PodIdentityIT {
    private static final String IMAGE = "example.org/pods:1";
    private static final String PAUSE = "example.org/pause:1";
    private static final String PAUSE_PROGRAM = "void _start(void) { for (;;) __asm__ volatile(\"syscall\" : : \"a\"(34) : \"rcx\", \"r11\", \"memory\"); }\n";
    private static final String POD = "web-5d8f7c9b46-x2x7k";
    private static final Map<String, String> LABELS = Map.of("app", "web", "pod-template-hash", "5d8f7c9b46");

    private static final Path DIRECTORY = Directories.temporary("pods");
    private static Rootfs rootfs;
    private static WinnowService service;
    private static WatchedHost host;

    @BeforeAll
    static void start() {
        rootfs = Rootfs.create().programs("/bin/sh", "/bin/sleep", "/usr/bin/id");
        service = new WinnowService(Path.of(System.getProperty("winnow.launcher")).normalize(), DIRECTORY, SweepSettings.of(List.of())).start();
        host = new WatchedHost(service);
    }

    @AfterAll
    static void close() {
        if (service != null) {
            service.close();
        }
        rootfs.close();
        Directories.delete(DIRECTORY);
    }

    @Test
    void aPodOfCriIsItsOwnersAndItsSandboxIsKnownAndNotListed() {
        try (Containerd containerd = Containerd.startWithCri(PAUSE);
                CProgram pause = CProgram.compileFreestanding("pause", PAUSE_PROGRAM);
                Rootfs sandbox = Rootfs.create().program(pause.executable(), "/pause")) {
            containerd.importForCri(sandbox, PAUSE, "/pause");
            containerd.importForCri(rootfs, IMAGE);
            List<JsonNode> known = new ArrayList<>();
            try (CriPod pod = containerd.pod("shop", POD, "11111111-2222-3333-4444-555555555555", LABELS)) {
                String app = pod.startHardened("app", IMAGE, "/bin/sleep", "310");
                String side = pod.start("side", IMAGE, "/bin/sleep", "311");
                isKnown(app, "app");
                isKnown(side, "side");
                grants(app, side);
                sessions(pod, app);
                assertThat(host.names("-n", "shop", "-p", POD)).containsExactlyInAnyOrder(app, side);
                assertThat(host.workloads()).noneMatch(id -> id.contains("/POD"));
                assertThat(host.allWorkloads()).anyMatch(id -> id.startsWith("shop/deployment/web/POD"));
                known.addAll(List.of(host.running(app), host.running(side)));
            }
            Waiting.until("end of the pod", Waiting.LIMIT, () -> host.names("-n", "shop").isEmpty());
            for (JsonNode container : known) {
                String id = container.path("id").asText();
                Waiting.holds(Waiting.LIMIT, () -> LearnedWorkload.calls(host.workload(container)).equals(containerd.witnessed(id)));
                assertThat(LearnedWorkload.calls(host.workload(container))).as("as strace saw them").isEqualTo(containerd.witnessed(id)).isNotEmpty();
            }
        }
    }

    private static void isKnown(String id, String name) {
        JsonNode known = host.running(id);
        assertThat(List.of(known.path("engine").asText(), known.path("namespace").asText(), known.path("pod").asText(), known.path("container").asText()))
                .containsExactly("containerd", "shop", POD, name);
        assertThat(known.path("runtime").asText()).startsWith("runc 1.");
        assertThat(known.path("image").asText()).isEqualTo(IMAGE);
        assertThat(known.path("imageDigest").asText()).matches("sha256:[0-9a-f]{64}");
        assertThat(known.path("workload").asText()).startsWith("shop/deployment/web/" + name + "@sha256:");
        assertThat(host.workload(known).at("/summary/identity/owner").asText()).isEqualTo("guessed");
    }

    private static void grants(String hardened, String byDefault) {
        JsonNode app = host.running(hardened);
        JsonNode side = host.running(byDefault);
        assertThat(app.path("seccomp").asText()).isEqualTo("filter");
        assertThat(side.path("seccomp").asText()).isEqualTo("none");
        assertThat(host.workload(app).path("unusedCapabilities")).isEmpty();
        assertThat(host.workload(side).path("unusedCapabilities")).extracting(JsonNode::asText).contains("CAP_CHOWN").doesNotContain("CAP_SYS_ADMIN");
        assertThat(host.posture(app)).as("containerd gives a pod on the host's network the host's name, too").isEqualTo(WatchedHost.rules("host-network", "host-uts"));
        assertThat(host.posture(side)).isEqualTo(WatchedHost.rules("host-network", "host-uts", "new-privileges", "root", "seccomp", "writable-root"));
    }

    private static void sessions(CriPod pod, String container) {
        assertThat(pod.exec(container, "/usr/bin/id", "-u")).isEqualTo("33\n");
        JsonNode known = host.running(container);
        Waiting.until("calls of the session", Waiting.LIMIT, () -> host.workload(known).at("/syscalls/exec~1x86_64").toString().contains("geteuid"));
        assertThat(host.workload(known).at("/syscalls/start~1x86_64").toString()).as("the entrypoint's").doesNotContain("geteuid");
    }

    @Test
    void thePauseContainerThatPodmanMakesIsKnownAndNotListed() {
        try (PodmanEngine podman = PodmanEngine.start(Users.SAME)) {
            podman.importImage(rootfs, IMAGE);
            podman.call("pod", "create", "--name", "shop", "--share-parent=false", "--network", "none").orThrow();
            String id = podman.call("run", "--detach", "--pod", "shop", "--name", "in-pod", IMAGE, "/bin/sleep", "312").orThrow().out().strip();
            try {
                assertThat(host.running(id).path("workload").asText()).startsWith(IMAGE + " /bin/sleep 312@");
                String infra = podman.call("pod", "inspect", "--format", "{{.InfraContainerID}}", "shop").orThrow().out().strip();
                Waiting.until("pause container", Waiting.LIMIT, () -> host.allWorkloads().stream().anyMatch(each -> each.startsWith("localhost/podman-pause:")));
                assertThat(host.workloads()).noneMatch(each -> each.startsWith("localhost/podman-pause:"));
                assertThat(host.names()).contains(id).doesNotContain(infra);
            } finally {
                podman.call("kill", "--all");
                podman.call("pod", "rm", "--force", "shop");
            }
        }
    }
}
