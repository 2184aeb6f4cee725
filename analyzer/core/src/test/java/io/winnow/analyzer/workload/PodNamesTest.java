// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.workload.Resolution.Certainty;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.record.SlotKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodNamesTest {

    private static final Map<String, String> CONTAINERD = Map.of(
            "io.kubernetes.cri.sandbox-namespace", "shop",
            "io.kubernetes.cri.sandbox-name", "web-646bf6d67d-bnm85",
            "io.kubernetes.cri.container-type", "container",
            "io.kubernetes.cri.container-name", "nginx");

    private static ContainerMetadata container(String manager, Map<String, String> labels) {
        return new ContainerMetadata(
                new SlotKey(1, 1), 9, "/a", "0123456789abcdef", ContainerKind.CONTAINER, null, manager, "nginx", "nginx:1.25", "sha256:aa", List.of("nginx"),
                labels, null, "node1", 1, 0, false);
    }

    private static ContainerMetadata podmans(String name, String image) {
        return new ContainerMetadata(
                new SlotKey(1, 1), 9, "/a", "0123456789abcdef", ContainerKind.CONTAINER, null, "podman", name, image, "", List.of("/catatonit", "-P"), Map.of(), null,
                "node1", 1, 0, false);
    }

    private static Map<String, String> with(Map<String, String> labels, String... more) {
        Map<String, String> all = new HashMap<>(labels);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private static Resolution resolve(String manager, Map<String, String> labels) {
        return Grouping.WORKLOAD.resolve(container(manager, labels));
    }

    @Test
    void replicasShareNamespaceOwnerAndContainer() {
        Resolution guess = resolve("containerd", CONTAINERD);
        assertThat(guess.id()).isEqualTo(new WorkloadId("shop/deployment/web/nginx", "sha256:aa"));
        assertThat(guess.certainty()).isEqualTo(Certainty.GUESSED);
        assertThat(resolve("cri-o", Map.of(
                "io.kubernetes.pod.namespace", "shop", "io.kubernetes.pod.name", "web-0", "io.kubernetes.container.name", "nginx")).id().name())
                .isEqualTo("shop/statefulset/web/nginx");
    }

    @Test
    void labelsOfThePodSayMoreThanItsName() {
        Map<String, String> labels = with(CONTAINERD, "io.kubernetes.cri.sandbox-name", "import-x7k2p", ContainerMetadata.POD_LABEL + "job-name", "import");
        assertThat(resolve("containerd", labels).id().name()).isEqualTo("shop/job/import/nginx");
    }

    @Test
    void aPauseContainerIsKnownByTheMarkOfItsManager() {
        for (Map.Entry<String, Map<String, String>> pause : Map.of(
                "containerd", with(CONTAINERD, "io.kubernetes.cri.container-type", "sandbox"),
                "cri-o", with(CONTAINERD, "io.kubernetes.cri-o.ContainerType", "sandbox"),
                "docker", with(CONTAINERD, "io.kubernetes.docker.type", "podsandbox")).entrySet()) {
            assertThat(PauseContainers.contain(container(pause.getKey(), pause.getValue()))).as(pause.getKey()).isTrue();
            assertThat(resolve(pause.getKey(), pause.getValue()).id().name()).isEqualTo("shop/deployment/web/POD");
        }
        assertThat(PauseContainers.contain(container("podman", Map.of("io.kubernetes.cri-o.ContainerType", "sandbox")))).as("any of podman 1").isFalse();
        assertThat(PauseContainers.contain(podmans("0123456789ab-infra", "localhost/podman-pause:4.3.1-0"))).isTrue();
        assertThat(PauseContainers.contain(podmans("0123456789ab-infra", "nginx:1.25"))).isFalse();
        assertThat(PauseContainers.contain(podmans("web-infra", "localhost/podman-pause:4.3.1-0"))).isFalse();
        assertThat(PauseContainers.contain(container("containerd", CONTAINERD))).isFalse();
        assertThat(PauseContainers.contain(container("docker", Map.of("io.kubernetes.cri.container-type", "sandbox")))).as("a user's label").isFalse();
    }

    @Test
    void aNameByHandStaysInItsNamespaceAndIsNoGuess() {
        Resolution byHand = resolve("containerd", with(CONTAINERD, WorkloadNames.OVERRIDE, "kube-system/pod/etcd/etcd"));
        assertThat(byHand.id().name()).isEqualTo("shop/kube-system/pod/etcd/etcd");
        assertThat(byHand.certainty()).isEqualTo(Certainty.STATED);
        assertThat(resolve("containerd", with(CONTAINERD, ContainerMetadata.POD_LABEL + WorkloadNames.OVERRIDE, "front")).id().name()).isEqualTo("shop/front");
        assertThat(resolve("containerd", with(CONTAINERD, WorkloadNames.OVERRIDE, "front", "io.kubernetes.cri.container-type", "sandbox")).id().name())
                .as("a pause container is none of it").isEqualTo("shop/deployment/web/POD");
    }

    @Test
    void aLabelOfThePodIsNoAnnotationOfTheRuntime() {
        Map<String, String> labels = with(CONTAINERD, ContainerMetadata.POD_LABEL + "io.kubernetes.cri.sandbox-namespace", "kube-system");
        assertThat(resolve("containerd", labels).id().name()).startsWith("shop/");
    }

    @Test
    void theClusterComesFirstIfItHasAName() {
        ContainerMetadata container = container("containerd", CONTAINERD);
        assertThat(Grouping.WORKLOAD.resolve(container, new PodNames("east", Set.of())::guess).id().name()).isEqualTo("east/shop/deployment/web/nginx");
    }

    @Test
    void containersOfOneImageAreOneWorkloadIfTheOperatorSaysSo() {
        assertThat(Grouping.IMAGE.resolve(container("containerd", CONTAINERD))).isEqualTo(Resolution.known(new WorkloadId("nginx:1.25", "sha256:aa")));
    }
}
