// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.winnow.analyzer.workload.Grouping;
import io.winnow.analyzer.workload.PodNames;
import io.winnow.analyzer.workload.Resolution;
import io.winnow.analyzer.workload.Resolution.Certainty;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.record.SlotKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The owners of pods, from fabric8's mock of an API server. */
class KubernetesOwnersTest {

    private static final long SECOND = 1_000_000_000L;
    private static final int CLUSTER = 5_000;
    private static final int NODE = 110;
    private static final long MAX_MEMORY = 20L << 20;

    private final AtomicLong clock = new AtomicLong(1_000 * SECOND);
    private final ClusterMock cluster = new ClusterMock();
    private KubernetesOwners owners;

    @AfterEach
    void stop() {
        if (owners != null) {
            owners.close();
        }
        cluster.close();
    }

    private void begin() {
        owners = new KubernetesOwners(cluster.client(), "n1", new PodNames("", Set.of("app", "team")), clock::get);
    }

    private static OwnerReference ref(String apiVersion, String kind, String name) {
        return new OwnerReferenceBuilder().withApiVersion(apiVersion).withKind(kind).withName(name).withUid("uid-" + name).withController(true).build();
    }

    private static OwnerReference notController(OwnerReference owner) {
        owner.setController(null);
        return owner;
    }

    private static Pod pod(String name, String node, OwnerReference... by) {
        return new PodBuilder().withNewMetadata().withName(name).withNamespace("shop").withUid("uid-" + name).withResourceVersion("1")
                .addToLabels(ClusterMock.NODE, node).addToLabels("app", "web")
                .addToAnnotations("team", "front").addToAnnotations("unwanted", "x".repeat(2_000)).withOwnerReferences(by).endMetadata().withNewSpec()
                .withNodeName(node).addNewContainer().withName("nginx").withImage("example.org/nginx:1").addToArgs("x".repeat(2_000)).endContainer().endSpec()
                .build();
    }

    private static HasMetadata replicaSet(String name, OwnerReference... by) {
        return new ReplicaSetBuilder().withNewMetadata().withName(name).withNamespace("shop").withUid("uid-" + name).withOwnerReferences(by).endMetadata().build();
    }

    private static HasMetadata job(String name, OwnerReference... by) {
        return new JobBuilder().withNewMetadata().withName(name).withNamespace("shop").withUid("uid-" + name).withOwnerReferences(by).endMetadata().build();
    }

    private ContainerMetadata container(String pod, String container, String uid) {
        Map<String, String> labels = Map.of("io.kubernetes.cri.sandbox-namespace", "shop", "io.kubernetes.cri.sandbox-name", pod,
                "io.kubernetes.cri.container-name", container, "io.kubernetes.cri.sandbox-uid", uid, ContainerMetadata.POD_LABEL + "app", "runtime's");
        return new ContainerMetadata(new SlotKey(1, 1), 9, "/a", pod + container, ContainerKind.CONTAINER, null, "containerd", container, "nginx", "sha256:aa",
                List.of("nginx"), labels, null, "n1", clock.get(), 0, false);
    }

    private Resolution resolve(String pod) {
        return resolve(pod, "uid-" + pod);
    }

    private Resolution resolve(String pod, String uid) {
        return Grouping.WORKLOAD.resolve(container(pod, "nginx", uid), owners);
    }

    private void awaitName(String pod, String name) {
        await().untilAsserted(() -> assertThat(resolve(pod)).extracting(known -> known.id().name(), Resolution::certainty).containsExactly(name, Certainty.CONFIRMED));
    }

    @Test
    void eachPodIsOfWhatItsOwnersOwnerIs() {
        cluster.has(
                pod("web-646bf6d67d-bnm85", "n1", ref("apps/v1", "ReplicaSet", "web-646bf6d67d")), replicaSet("web-646bf6d67d", ref("apps/v1", "Deployment", "web")),
                pod("web-6d4cf56db6-jzx2t", "n1", ref("apps/v1", "ReplicaSet", "web-6d4cf56db6")), replicaSet("web-6d4cf56db6", ref("apps/v1", "Deployment", "web")),
                pod("own-x7k2p", "n1", ref("apps/v1", "ReplicaSet", "own")), replicaSet("own"),
                pod("run-5c8bd-x7k2p", "n1", ref("apps/v1", "ReplicaSet", "run-5c8bd")), replicaSet("run-5c8bd", ref("argoproj.io/v1alpha1", "Rollout", "run")),
                pod("report-28394750-7vq4z", "n1", ref("batch/v1", "Job", "report-28394750")), job("report-28394750", ref("batch/v1", "CronJob", "report")),
                pod("by-hand-7vq4z", "n1", ref("batch/v1", "Job", "by-hand")), job("by-hand", notController(ref("batch/v1", "CronJob", "report"))),
                pod("import-7vq4z", "n1", ref("batch/v1", "Job", "import")), job("import"),
                pod("db-0", "n1", ref("apps/v1", "StatefulSet", "db")),
                pod("agent-x7k2p", "n1", ref("apps/v1", "DaemonSet", "agent")),
                pod("old-x7k2p", "n1", ref("v1", "ReplicationController", "old")),
                pod("flow-123", "n1", ref("argoproj.io/v1alpha1", "Workflow", "flow")),
                pod("debug", "n1"));
        begin();
        awaitName("web-646bf6d67d-bnm85", "shop/deployment/web/nginx");
        awaitName("web-6d4cf56db6-jzx2t", "shop/deployment/web/nginx");
        awaitName("own-x7k2p", "shop/replicaset/own/nginx");
        awaitName("run-5c8bd-x7k2p", "shop/rollout/run/nginx");
        awaitName("report-28394750-7vq4z", "shop/cronjob/report/nginx");
        awaitName("by-hand-7vq4z", "shop/cronjob/report/nginx");
        awaitName("import-7vq4z", "shop/job/import/nginx");
        awaitName("db-0", "shop/statefulset/db/nginx");
        awaitName("agent-x7k2p", "shop/daemonset/agent/nginx");
        awaitName("old-x7k2p", "shop/replicationcontroller/old/nginx");
        awaitName("flow-123", "shop/workflow/flow/nginx");
        awaitName("debug", "shop/pod/debug/nginx");
        assertThat(Grouping.WORKLOAD.resolve(container("db-0", "init", "uid-db-0"), owners).id().name()).isEqualTo("shop/statefulset/db/init");
        assertThat(cluster.asked()).filteredOn(asked -> asked.contains("/replicasets/") || asked.contains("/jobs/")).as("each once").hasSize(7);
        assertThat(cluster.asked()).filteredOn(asked -> asked.contains("/pods")).isNotEmpty().allMatch(asked -> asked.contains("fieldSelector=spec.nodeName"));
    }

    @Test
    void staticPodsAreOneWorkloadOverAllNodes() {
        Pod mirror = pod("etcd-n1", "n1", ref("v1", "Node", "n1"));
        mirror.getMetadata().getAnnotations().put("kubernetes.io/config.mirror", "kubelets");
        mirror.getMetadata().getAnnotations().put("kubernetes.io/config.hash", "kubelets");
        cluster.has(mirror);
        begin();
        await().untilAsserted(() -> assertThat(resolve("etcd-n1", "kubelets").certainty()).isEqualTo(Certainty.CONFIRMED));
        assertThat(resolve("etcd-n1", "kubelets").id().name()).isEqualTo("shop/pod/etcd/nginx");
    }

    @Test
    void selectedLabelsAndAnnotationsAreKept() {
        cluster.has(pod("debug", "n1"));
        begin();
        awaitName("debug", "shop/pod/debug/nginx");
        assertThat(resolve("debug").labels()).isEqualTo(Map.of("app", "web", "team", "front"));
    }

    @Test
    void aUserNamesTheWorkloadByAnAnnotationWithinItsNamespace() {
        Pod pod = pod("debug", "n1");
        pod.getMetadata().getAnnotations().put("io.winnow.workload", "kube-system/pod/etcd");
        cluster.has(pod);
        begin();
        awaitName("debug", "shop/kube-system/pod/etcd");
    }

    @Test
    void untilTheServerHasAnsweredAPodHasANameOfItsOwn() {
        cluster.stop();
        begin();
        await().untilAsserted(() -> assertThat(owners.description()).contains("pods: does not answer"));
        Resolution pending = resolve("web-646bf6d67d-bnm85");
        assertThat(pending.pending()).isTrue();
        assertThat(pending.id().name()).isEqualTo("shop/pod/web-646bf6d67d-bnm85/nginx");
        long before = owners.revision();
        cluster.has(pod("web-646bf6d67d-bnm85", "n1", ref("apps/v1", "ReplicaSet", "web-646bf6d67d")), replicaSet("web-646bf6d67d", ref("apps/v1", "Deployment", "web")));
        cluster.start();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(resolve("web-646bf6d67d-bnm85").id().name()).isEqualTo("shop/deployment/web/nginx"));
        assertThat(owners.revision()).isGreaterThan(before);
        assertThat(owners.description()).contains(" answers; 1 pods of node n1");
    }

    @Test
    void whatIsKnownStaysWhileTheServerIsAwayAndMoreComesWhenItIsBack() {
        cluster.has(pod("debug", "n1"));
        begin();
        await().untilAsserted(() -> assertThat(owners.description()).contains(" answers; 1 pods"));
        cluster.stop();
        await().untilAsserted(() -> assertThat(owners.description()).containsAnyOf("not at the moment", "does not answer"));
        awaitName("debug", "shop/pod/debug/nginx");
        clock.addAndGet(100 * SECOND);
        assertThat(resolve("db-0").pending()).isTrue();
        cluster.has(pod("db-0", "n1", ref("apps/v1", "StatefulSet", "db")));
        cluster.start();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(resolve("db-0").id().name()).isEqualTo("shop/statefulset/db/nginx"));
    }

    @Test
    void ifTheServerRefusesTheOwnerIsGuessedUntilItAnswers() {
        cluster.refuse(path -> true);
        cluster.has(pod("web-646bf6d67d-bnm85", "n1", ref("apps/v1", "ReplicaSet", "web-646bf6d67d")), replicaSet("web-646bf6d67d", ref("argoproj.io/v1", "Rollout", "web")));
        begin();
        await().untilAsserted(() -> assertThat(resolve("web-646bf6d67d-bnm85").certainty()).isEqualTo(Certainty.GUESSED));
        assertThat(resolve("web-646bf6d67d-bnm85").labels()).as("the runtime's").isEqualTo(Map.of("app", "runtime's"));
        assertThat(owners.description()).contains("pods: refuses it (HTTP 403): owners of pods are guessed; allow `get`, `list` and `watch`");
        cluster.refuse(path -> path.contains("/replicasets/"));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(resolve("web-646bf6d67d-bnm85").certainty()).isEqualTo(Certainty.GUESSED);
            assertThat(owners.description()).contains("ReplicaSets: refuses it").doesNotContain("pods: refuses");
        });
        cluster.refuse(path -> false);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(resolve("web-646bf6d67d-bnm85").id().name()).isEqualTo("shop/rollout/web/nginx"));
        assertThat(owners.description()).contains(" answers; 1 pods");
    }

    @Test
    void aPodThatTheServerDoesNotKnowIsGuessedAfterAWhile() {
        begin();
        await().untilAsserted(() -> assertThat(owners.description()).contains(" answers; 0 pods"));
        ContainerMetadata container = container("web-646bf6d67d-bnm85", "nginx", "uid");
        assertThat(Grouping.WORKLOAD.resolve(container, owners).pending()).isTrue();
        clock.addAndGet(31 * SECOND);
        assertThat(Grouping.WORKLOAD.resolve(container, owners)).extracting(Resolution::certainty).isEqualTo(Certainty.GUESSED);
    }

    @Test
    void anOwnerOfWhichTheServerSaysNothingIsGuessed() {
        cluster.answerNull(path -> path.contains("/replicasets/"));
        cluster.has(pod("web-646bf6d67d-bnm85", "n1", ref("apps/v1", "ReplicaSet", "web-646bf6d67d")));
        begin();
        await().untilAsserted(() -> assertThat(resolve("web-646bf6d67d-bnm85").certainty()).isEqualTo(Certainty.GUESSED));
    }

    @Test
    void anotherPodOfTheSameNameIsNotTakenForIt() {
        cluster.has(pod("db-0", "n1", ref("apps/v1", "StatefulSet", "db")));
        begin();
        awaitName("db-0", "shop/statefulset/db/nginx");
        assertThat(resolve("db-0", "uid-of-its-successor").pending()).isTrue();
    }

    @Test
    void aPodThatAppearsIsKnownByTheWatch() {
        begin();
        await().untilAsserted(() -> assertThat(owners.description()).contains(" answers; 0 pods"));
        cluster.appears(pod("db-0", "n1", ref("apps/v1", "StatefulSet", "db")));
        cluster.appears(pod("db-1", "n2", ref("apps/v1", "StatefulSet", "db")));
        await().untilAsserted(() -> assertThat(resolve("db-0", "").id().name()).as("its uid is the server's").isEqualTo("shop/statefulset/db/nginx"));
        assertThat(owners.description()).contains("1 pods of node n1");
    }

    @Test
    void ofALargeClusterOnlyTheNodesPodsAreHeld() {
        IntStream.range(0, CLUSTER).forEach(i -> cluster.has(pod("web-646bf6d67d-" + i, i < NODE ? "n1" : "m" + i % 50, ref("apps/v1", "StatefulSet", "web"))));
        long before = used();
        begin();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(owners.description()).contains(NODE + " pods of node n1"));
        long held = used() - before;
        assertThat(held).as("bytes for " + NODE + " of " + CLUSTER + " pods").isLessThan(MAX_MEMORY);
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
