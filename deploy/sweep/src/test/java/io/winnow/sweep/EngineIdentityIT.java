// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.demo.WinnowService;
import io.winnow.testbed.Directories;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Waiting;
import io.winnow.testbed.engine.Containerd;
import io.winnow.testbed.engine.DockerEngine;
import io.winnow.testbed.engine.Engine;
import io.winnow.testbed.engine.EngineContainer;
import io.winnow.testbed.engine.NspawnMachine;
import io.winnow.testbed.engine.PodmanEngine;
import io.winnow.testbed.engine.RootlessPodman;
import io.winnow.testbed.engine.Users;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is known of containers of real engines, none of which keeps its files where a distribution's does, and whose directories no setting names. Needs root
 * and BPF.
 */
class EngineIdentityIT {
    private static final String IMAGE = "identity:1";
    private static final String DIGEST = "sha256:[0-9a-f]{64}";

    private static final Path DIRECTORY = Directories.temporary("identity");
    private static Rootfs rootfs;
    private static DockerEngine docker;
    private static Engine podman;
    private static WinnowService service;
    private static WatchedHost host;

    @BeforeAll
    static void start() {
        rootfs = Rootfs.create().programs("/bin/sh", "/bin/sleep", "/usr/bin/id").directory("/tmp", "rwxrwxrwx").file("/etc/os-release", "ID=test\n");
        docker = DockerEngine.start(Users.SAME);
        podman = PodmanEngine.start(Users.SAME);
        engines().forEach(engine -> engine.importImage(rootfs, IMAGE));
        service = new WinnowService(Path.of(System.getProperty("winnow.launcher")).normalize(), DIRECTORY, SweepSettings.of(List.of())).start();
        host = new WatchedHost(service);
    }

    static Stream<Engine> engines() {
        return Stream.of(docker, podman);
    }

    @AfterAll
    static void close() {
        Stream.of(service, podman, docker).filter(each -> each != null).forEach(EngineIdentityIT::close);
        rootfs.close();
        Directories.delete(DIRECTORY);
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot close " + closeable, e);
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void aContainerHasKeyImageDigestCommandGrantsFilterAndPosture(Engine engine) throws IOException {
        String image = engine.name().equals("podman") ? "localhost/" + IMAGE : IMAGE;
        try (EngineContainer container = engine.create("facts", List.of("--cap-drop", "KILL", "--entrypoint", "sleep"), IMAGE, List.of("300"))) {
            container.start().orThrow();
            JsonNode known = host.running(container.id());
            assertThat(known.path("name").asText()).isEqualTo("facts");
            assertThat(known.path("engine").asText()).isEqualTo(engine.name());
            assertThat(known.path("runtime").asText()).startsWith("runc 1.");
            assertThat(known.path("image").asText()).isEqualTo(image);
            assertThat(known.path("imageDigest").asText().replaceFirst("^sha256:", "")).matches("[0-9a-f]{64}");
            assertThat(known.path("workload").asText()).startsWith(image + " sleep 300@").doesNotContain("sleep sleep");
            assertThat(known.path("seccomp").asText()).isEqualTo("filter");
            assertThat(known.path("filter").asText()).matches(DIGEST);
            Waiting.until("filter of " + engine, Waiting.LIMIT, () -> !host.workload(known).path("learnedUnder").isEmpty());
            assertThat(host.workload(known).path("learnedUnder")).singleElement().extracting(JsonNode::asText).asString()
                    .matches(engine.name().equals("docker") ? "docker-default" : "[0-9a-f]{12}");
            assertThat(host.workload(known).path("unusedCapabilities")).extracting(JsonNode::asText).contains("CAP_CHOWN").doesNotContain("CAP_KILL");
            assertThat(host.posture(known)).isEqualTo(WatchedHost.rules("new-privileges", "root", "writable-root"));
            assertThat(host.names("-c", "facts")).containsExactly(container.id());
        }
        Waiting.until("end of the container", Waiting.LIMIT, () -> host.names("-c", "facts").isEmpty());
    }

    /** Its calls are those of one container before and after, and nothing of it counts as missed. */
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void aContainerThatIsPausedAndStartedAgainStaysItsWorkload(Engine engine) throws IOException {
        try (EngineContainer container = engine.create("life", List.of(), IMAGE, List.of("sh", "-c", "while :; do sleep 0.1; done"))) {
            container.start().orThrow();
            JsonNode first = host.running(container.id());
            assertThat(first.path("state").asText()).isEqualTo("running");
            engine.call("pause", container.id()).orThrow();
            assertThat(host.listed(container.id())).singleElement().extracting(each -> each.path("state").asText()).isEqualTo("paused");
            engine.call("unpause", container.id()).orThrow();
            assertThat(host.listed(container.id())).singleElement().isEqualTo(first);
            engine.call("restart", "--time", "0", container.id()).orThrow();
            Waiting.until("its second start", Waiting.LIMIT, () -> host.listed(container.id()).stream().anyMatch(each -> !each.path("started").equals(first.path("started"))));
            assertThat(host.running(container.id()).path("workload")).isEqualTo(first.path("workload"));
            Waiting.until("both starts in the baseline", Waiting.LIMIT, () -> host.workload(first).at("/summary/sample/starts").asInt() == 2
                    && host.workload(first).at("/summary/containers").asInt() == 1);
            assertThat(host.workload(first).at("/summary/partial")).extracting(JsonNode::asText).doesNotContain("unfinished", "late", "documents-missing");
        }
    }

    @Test
    void aComposeServiceIsOneWorkloadAndIsSelectedByItsLabels() throws IOException {
        List<String> labels = List.of("--label", "com.docker.compose.project=shop", "--label", "com.docker.compose.service=web");
        try (EngineContainer one = docker.create("shop-web-1", labels, IMAGE, List.of("sleep", "301"));
                EngineContainer other = docker.create("shop-web-2", labels, IMAGE, List.of("sleep", "302"))) {
            one.start().orThrow();
            other.start().orThrow();
            assertThat(host.running(one.id()).path("workload").asText()).startsWith("shop/web@sha256:").isEqualTo(host.running(other.id()).path("workload").asText());
            assertThat(host.names("-l", "com.docker.compose.project=shop,com.docker.compose.service in (web, api)")).containsExactlyInAnyOrder(one.id(), other.id());
            assertThat(host.names("-l", "com.docker.compose.project=shop", "-c", "shop-web-2")).containsExactly(other.id());
        }
    }

    @Test
    void containersOfAPodOfPodmanAreTheirOwnWorkloads() throws IOException {
        String infra = "localhost/" + IMAGE;
        podman.call("pod", "create", "--name", "pod", "--share-parent=false", "--infra-image", infra, "--infra-command", "sleep 303", "--network", "none").orThrow();
        String id = podman.call("run", "--detach", "--pod", "pod", "--name", "in-pod", IMAGE, "sleep", "304").orThrow().out().strip();
        try {
            JsonNode known = host.running(id);
            assertThat(known.path("workload").asText()).startsWith(infra + " sleep 304@");
            assertThat(known.path("name").asText()).isEqualTo("in-pod");
            Waiting.until("the pod's own container", Waiting.LIMIT,
                    () -> host.listed("").stream().anyMatch(each -> each.path("workload").asText().startsWith(infra + " sleep 303@")));
        } finally {
            podman.call("kill", "--all");
            podman.call("pod", "rm", "--force", "pod");
        }
    }

    @Test
    void whatAUserRunsWithoutRootIsTheUsersOwnWorkload() throws IOException {
        try (RootlessPodman podmanOfUser = new RootlessPodman()) {
            podmanOfUser.importImage(rootfs, IMAGE);
            JsonNode known = host.running(podmanOfUser.run("own", IMAGE, "/bin/sleep", "307"));
            assertThat(known.path("engine").asText()).isEqualTo("podman/" + podmanOfUser.user());
            assertThat(known.path("runtime").asText()).startsWith("crun 1.");
            assertThat(known.path("name").asText()).isEqualTo("own");
            assertThat(known.path("image").asText()).isEqualTo("localhost/" + IMAGE);
            assertThat(known.path("imageDigest").asText()).matches("[0-9a-f]{64}");
            assertThat(known.path("workload").asText()).startsWith("user-" + podmanOfUser.user() + "/localhost/" + IMAGE + " /bin/sleep 307@");
            assertThat(known.path("seccomp").asText()).isEqualTo("filter");
            assertThat(host.workload(known).path("unusedCapabilities")).extracting(JsonNode::asText).contains("CAP_CHOWN");
            assertThat(host.posture(known)).as("not the host's root, and not the host's cgroups").containsExactly("new-privileges", "writable-root");
        }
    }

    /** No file names the image of a container of plain ctr: it stands in containerd's database. */
    @Test
    void aContainerOfCtrHasKeyImageDigestGrantsAndPosture() {
        try (Containerd containerd = Containerd.start()) {
            String image = "example.org/" + IMAGE;
            containerd.importImage(rootfs, image);
            containerd.ctr("run", "--detach", image, "named-by-ctr", "/bin/sleep", "308").orThrow();
            JsonNode known = host.running("named-by-ctr");
            assertThat(known.path("engine").asText()).isEqualTo("containerd");
            assertThat(known.path("image").asText()).isEqualTo(image);
            assertThat(known.path("imageDigest").asText()).matches(DIGEST);
            assertThat(known.path("workload").asText()).startsWith(image + " /bin/sleep 308@sha256:");
            assertThat(known.path("seccomp").asText()).isEqualTo("none");
            assertThat(host.workload(known).path("unusedCapabilities")).extracting(JsonNode::asText).contains("CAP_CHOWN");
            assertThat(host.posture(known)).isEqualTo(WatchedHost.rules("root", "seccomp", "writable-root"));
            assertThat(host.workloads().stream().filter(id -> id.contains(" 308"))).as("no workload beside that one").hasSize(1);
        }
    }

    @Test
    void allThatBuildKitRunsIsOneWorkload() throws IOException {
        Path context = Files.createDirectory(DIRECTORY.resolve("context"));
        Files.writeString(context.resolve("Dockerfile"), "FROM " + IMAGE + "\nRUN id\nRUN sleep 0.3; id\n");
        docker.build(context, "built").orThrow();
        Waiting.until("workload of builds", Waiting.LIMIT, () -> host.workloads().contains("docker build"));
        List<String> others = host.listed("").stream().filter(each -> each.path("engine").asText().equals("buildkit")).map(each -> each.path("workload").asText()).toList();
        assertThat(others).isSubsetOf("docker build");
        assertThat(host.workloads()).as("no workload of a single step").noneMatch(id -> id.matches("[0-9a-z]{25}"));
    }

    @Test
    void aContainerInContainerdsNamespaceOfKubernetesIsItsPods() throws IOException {
        try (Containerd containerd = Containerd.start()) {
            containerd.importImage("k8s.io", rootfs, "example.org/" + IMAGE);
            String id = "ab".repeat(32);
            containerd.ctr("--namespace", "k8s.io", "run", "--detach", "--annotation", "io.kubernetes.cri.container-name=app",
                    "--annotation", "io.kubernetes.cri.image-name=example.org/" + IMAGE, "--annotation", "io.kubernetes.cri.sandbox-namespace=shop",
                    "--annotation", "io.kubernetes.cri.sandbox-name=web-0", "example.org/" + IMAGE, id, "/bin/sleep", "305").orThrow();
            JsonNode known = host.running(id);
            assertThat(List.of(known.path("engine").asText(), known.path("namespace").asText(), known.path("pod").asText(), known.path("container").asText()))
                    .containsExactly("containerd", "shop", "web-0", "app");
            assertThat(known.path("image").asText()).isEqualTo("example.org/" + IMAGE);
            assertThat(known.path("workload").asText()).startsWith("shop/").contains("/app");
            assertThat(host.names("-n", "shop", "-p", "web-0", "-c", "app")).containsExactly(id);
            assertThat(host.names("-n", "default")).doesNotContain(id);
        }
    }

    @Test
    void aMachineOfSystemdNspawnIsCalledByItsName() throws IOException {
        rootfs.directory("/usr", "rwxr-xr-x");
        try (NspawnMachine machine = NspawnMachine.start("machine-1", rootfs, "/bin/sleep", "306")) {
            JsonNode known = host.running("machine-1");
            assertThat(known.path("engine").asText()).isEqualTo("systemd-nspawn");
            assertThat(known.path("workload").asText()).isEqualTo("machine-1");
            Waiting.until("calls of the machine's program", Waiting.LIMIT, () -> host.workload(known).path("syscalls").toString().contains("clock_nanosleep"));
            assertThat(machine.isAlive()).isTrue();
            assertThat(host.listed("").stream().map(each -> each.path("id").asText())).as("neither its cgroups nor what starts it").doesNotContain("payload", "supervisor");
        }
    }
}
