// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.record.SlotKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkloadNamesTest {

    private static ContainerMetadata container(ContainerKind kind, String name, String image, List<String> command, Map<String, String> labels) {
        return new ContainerMetadata(
                new SlotKey(1, 1), 9, "/a", "0123456789abcdef", kind, null, "", name, image, "sha256:aa", command, labels, null, "node", 1, 0,
                false);
    }

    private static String name(Map<String, String> labels) {
        return WorkloadNames.of(container(ContainerKind.CONTAINER, "web", "nginx:1.25", List.of("nginx", "-g", "daemon off;"), labels)).name();
    }

    @Test
    void containersOfOneImageAreOneWorkloadWhereTheOperatorSaysSo() {
        ContainerMetadata one = container(ContainerKind.CONTAINER, "web", "nginx:1.25", List.of("nginx"), Map.of(WorkloadNames.OVERRIDE, "one"));
        ContainerMetadata other = container(ContainerKind.CONTAINER, "api", "nginx:1.25", List.of("sh"), Map.of());
        assertThat(Grouping.IMAGE.resolve(one).id()).isEqualTo(Grouping.IMAGE.resolve(other).id()).isEqualTo(new WorkloadId("nginx:1.25", "sha256:aa"));
        assertThat(Grouping.WORKLOAD.resolve(one).id()).isNotEqualTo(Grouping.WORKLOAD.resolve(other).id());
        ContainerMetadata imageless = container(ContainerKind.CONTAINER, "web", "", List.of("nginx"), Map.of());
        assertThat(Grouping.IMAGE.resolve(imageless).id()).isEqualTo(Grouping.WORKLOAD.resolve(imageless).id());
    }

    @Test
    void allThatBuildsRunIsOneWorkload() {
        ContainerMetadata run = new ContainerMetadata(new SlotKey(1, 1), 9, "/a", "buildah-buildah894187974", ContainerKind.CONTAINER, null,
                ContainerMetadata.BUILDAH, "buildah-buildah894187974", "", "", List.of("/bin/sh", "-c", "make"), Map.of(), null, "node", 1, 0, false);
        assertThat(WorkloadNames.of(run)).isEqualTo(new WorkloadId("podman build", ""));
        ContainerMetadata step = new ContainerMetadata(new SlotKey(1, 1), 9, "/docker/buildkit/j71", "j71", ContainerKind.CONTAINER, null,
                ContainerMetadata.BUILDKIT, "j71", "", "", List.of("/bin/sh", "-c", "make"), Map.of(), null, "node", 1, 0, false);
        assertThat(WorkloadNames.of(step)).isEqualTo(new WorkloadId("docker build", ""));
    }

    @Test
    void whatAUserRunsWithoutRootIsTheUsersOwnWhateverItIsCalled() {
        for (Map<String, String> labels : List.of(Map.<String, String>of(), Map.of(WorkloadNames.OVERRIDE, "web"),
                Map.of("io.kubernetes.pod.namespace", "kube-system", "io.kubernetes.pod.name", "etcd"))) {
            ContainerMetadata own = new ContainerMetadata(new SlotKey(1, 1), 9, "/a", "c1", ContainerKind.CONTAINER, null, ContainerMetadata.ofUser("podman", 1000), "web",
                    "web:1", "sha256:aa", List.of("serve"), labels, null, "node", 1, 0, false);
            assertThat(Grouping.WORKLOAD.resolve(own).id().name()).startsWith("user-1000/");
            assertThat(Grouping.IMAGE.resolve(own).id().name()).isEqualTo("user-1000/web:1");
        }
    }

    @Test
    void aBuilderInAContainerOfItsOwnIsOneWorkloadWhateverItBuilds() {
        assertThat(command("gcr.io/kaniko-project/executor:1", "/kaniko/executor", "--destination=reg/shop:7"))
                .isEqualTo(command("gcr.io/kaniko-project/executor:1", "/kaniko/executor", "--destination=reg/api:2"))
                .isEqualTo("gcr.io/kaniko-project/executor:1 /kaniko/executor");
    }

    @Test
    void aComposeServiceIsNamedByProjectAndService() {
        assertThat(name(Map.of("com.docker.compose.project", "shop", "com.docker.compose.service", "web"))).isEqualTo("shop/web");
    }

    @Test
    void withoutAnOrchestratorImageAndCommandSayWhoIsAReplica() {
        assertThat(name(Map.of())).isEqualTo("nginx:1.25 nginx -g daemon off;");
    }

    @Test
    void aLongCommandLosesItsMiddleAndKeepsImageStartAndEnd() {
        String image = "registry.example/shop/web@sha256:" + "ab".repeat(32);
        String first = command(image, "sh", "-c", "set -e; " + "configure --with-everything; ".repeat(20) + "exec serve --port 80");
        String other = command(image, "sh", "-c", "set -e; " + "configure --with-everything; ".repeat(21) + "exec serve --port 80");
        assertThat(first).startsWith(image + " sh -c set -e; ").contains("\u2026").matches(".*--port 80~[0-9a-f]{12}").isNotEqualTo(other);
        assertThat(first.length()).isLessThanOrEqualTo(160);
    }

    @Test
    void anImageOfAnyLengthLeavesSpaceForItsCommand() {
        String image = "registry.example/" + "deep/".repeat(100) + "web:1";
        assertThat(command(image, "serve", "--port", "80")).contains("\u2026").endsWith("serve --port 80").isNotEqualTo(command(image + "1", "serve", "--port", "80"));
    }

    private static String command(String image, String... command) {
        return WorkloadNames.of(container(ContainerKind.CONTAINER, "web", image, List.of(command), Map.of())).name();
    }

    @Test
    void withoutAnImageItIsTheContainersNameOrElseItsId() {
        assertThat(WorkloadNames.of(container(ContainerKind.CONTAINER, "web", "", List.of("nginx"), Map.of())).name()).isEqualTo("web");
        assertThat(WorkloadNames.of(container(ContainerKind.CONTAINER, "", "", List.of(), Map.of())).name()).isEqualTo("0123456789abcdef");
        assertThat(WorkloadNames.of(container(ContainerKind.UNIT, "nginx.service", "x", List.of(), Map.of())).name()).isEqualTo("nginx.service");
    }

    @Test
    void anAnnotationNamesItByHand() {
        assertThat(name(Map.of("io.winnow.workload", "front", "com.docker.compose.project", "shop", "com.docker.compose.service", "web")))
                .isEqualTo("front");
        assertThat(name(Map.of("io.winnow.workload", " ", "com.docker.compose.project", "shop", "com.docker.compose.service", "web"))).isEqualTo("shop/web");
    }

    @Test
    void anotherImageIsAnotherWorkload() {
        assertThat(WorkloadNames.of(container(ContainerKind.CONTAINER, "web", "nginx", List.of(), Map.of())))
                .isEqualTo(new WorkloadId("nginx", "sha256:aa"))
                .hasToString("nginx@sha256:aa");
    }

    @Test
    void untrustedNamesBecomePrintableAndStayApart() {
        String escape = name(Map.of("io.winnow.workload", "web\u001b[2J"));
        String bell = name(Map.of("io.winnow.workload", "web\u0007[2J"));
        assertThat(escape).matches("web\\?\\[2J~[0-9a-f]{12}").isNotEqualTo(bell);
        assertThat(name(Map.of("io.winnow.workload", "\u202eweb\u2066\n\u0000\ud800"))).startsWith("?web????~");
        String longest = name(Map.of("io.winnow.workload", "x".repeat(10_000)));
        assertThat(longest).hasSizeLessThan(200).isNotEqualTo(name(Map.of("io.winnow.workload", "x".repeat(10_001))));
    }
}
