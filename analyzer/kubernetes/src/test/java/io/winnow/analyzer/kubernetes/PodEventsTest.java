// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.winnow.analyzer.workload.RefusedCall;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.record.SlotKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events of refused calls, at fabric8's mock of an API server. */
class PodEventsTest {

    private static final WorkloadId WEB = new WorkloadId("shop/deployment/web/nginx", "");
    private static final long TIME = 1_700_000_000_000_000_000L;

    private final AtomicLong nanoTime = new AtomicLong();
    private final ClusterMock cluster = new ClusterMock();
    private final KubernetesClient client = cluster.client();
    private final PodEvents events = new PodEvents(client, "n1", nanoTime::get);

    @AfterEach
    void stop() {
        events.close();
        client.close();
        cluster.close();
    }

    private static ContainerMetadata container(String namespace, String pod, String container) {
        Map<String, String> labels = Map.of("io.kubernetes.cri.sandbox-namespace", namespace, "io.kubernetes.cri.sandbox-name", pod,
                "io.kubernetes.cri.container-name", container, "io.kubernetes.cri.sandbox-uid", "uid-" + pod);
        return new ContainerMetadata(new SlotKey(1, 1), 9, "/a", pod + container, ContainerKind.CONTAINER, null, "containerd", container, "nginx", "sha256:aa",
                List.of("nginx"), labels, null, "n1", 1, 0, false);
    }

    private void refused(String pod, String call) {
        events.refused(container("shop", pod, "nginx"), new RefusedCall(WEB, call, call, "EPERM", "sh\u001b[31m\n", TIME));
    }

    private List<Event> made() {
        return client.v1().events().inNamespace("shop").list().getItems();
    }

    @Test
    void thePodSaysWhichCallWasRefusedToWhomAndHowToAllowIt() {
        refused("web-1", "unshare");
        await().until(() -> made().size() == 1);
        Event event = made().get(0);
        assertThat(event.getMessage()).isEqualTo(
                "seccomp refused unshare to sh\\u001B[31m\\u000A (EPERM). To allow it: winnow export " + WEB.shortId() + " --allow unshare");
        assertThat(event.getReason()).isEqualTo(PodEvents.REASON);
        assertThat(event.getType()).isEqualTo("Warning");
        assertThat(event.getInvolvedObject().getKind()).isEqualTo("Pod");
        assertThat(event.getInvolvedObject().getName()).isEqualTo("web-1");
        assertThat(event.getInvolvedObject().getUid()).isEqualTo("uid-web-1");
        assertThat(event.getInvolvedObject().getFieldPath()).isEqualTo("spec.containers{nginx}");
        assertThat(event.getFirstTimestamp()).isEqualTo("2023-11-14T22:13:20Z");
        assertThat(event.getSource().getHost()).isEqualTo("n1");
        assertThat(cluster.asked()).filteredOn(asked -> !asked.startsWith("GET")).containsExactly("POST /api/v1/namespaces/shop/events");
    }

    @Test
    void aPodThatStartsAgainAndAgainHasOneEventOfACallInTenMinutesAndItsNumber() {
        for (int start = 0; start < 5; start++) {
            refused("web-1", "unshare");
        }
        await().until(() -> made().size() == 1);
        nanoTime.addAndGet(PodEventBudget.PERIOD.toNanos());
        refused("web-1", "unshare");
        await().until(() -> made().size() == 2);
        assertThat(made()).extracting(Event::getCount).containsExactlyInAnyOrder(1, 5);
    }

    @Test
    void ofManyCallsTheLastEventSaysThatThereAreMoreAndOtherPodsHaveTheirOwn() {
        for (int nr = 0; nr < 100; nr++) {
            refused("web-1", "number " + nr);
        }
        refused("web-2", "unshare");
        await().until(() -> made().size() == PodEventBudget.MAX_PER_POD + 1);
        assertThat(made()).filteredOn(event -> event.getMessage().contains("winnow workloads " + WEB.shortId())).hasSize(1);
        assertThat(made()).filteredOn(event -> event.getInvolvedObject().getName().equals("web-2")).hasSize(1);
    }

    @Test
    void namesThatNoPodCanHaveAndContainersOfNoPodAreLeftOut() {
        events.refused(container("shop/../kube-system", "web-1", "nginx"), new RefusedCall(WEB, "unshare", "unshare", "EPERM", "sh", TIME));
        events.refused(container("shop", "../../secrets", "nginx"), new RefusedCall(WEB, "unshare", "unshare", "EPERM", "sh", TIME));
        events.refused(new ContainerMetadata(new SlotKey(1, 1), 9, "/a", "abc", ContainerKind.CONTAINER, null, "docker", "web", "nginx", "", List.of(), Map.of(), null,
                "n1", 1, 0, false), new RefusedCall(WEB, "unshare", "unshare", "EPERM", "sh", TIME));
        refused("web-1", "unshare");
        await().until(() -> made().size() == 1);
        assertThat(cluster.asked()).filteredOn(asked -> asked.startsWith("POST")).hasSize(1);
    }

    @Test
    void anApiServerThatRefusesEventsCostsNothing() {
        cluster.refuse(path -> path.contains("/events"));
        refused("web-1", "unshare");
        await().until(() -> cluster.asked().stream().anyMatch(asked -> asked.startsWith("POST")));
        cluster.refuse(path -> false);
        refused("web-1", "mount");
        await().until(() -> made().size() == 1);
    }
}
