// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.kubernetes;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.winnow.analyzer.workload.PodContainer;
import io.winnow.analyzer.workload.RefusedCall;
import io.winnow.analyzer.workload.RefusedCalls;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.record.Printable;
import io.winnow.collector.record.WallTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Says with an event on a pod, which {@code kubectl describe pod} shows, that seccomp refused a call in it, and how to allow that call. Bounded as
 * {@link PodEventBudget} says. Never waits for the API server. For any thread.
 */
public final class PodEvents implements RefusedCalls, AutoCloseable {

    static final String EVENTS = "events";
    static final String REASON = "SyscallRefused";

    private static final int MAX_WAITING = 256;
    private static final long IDLE_SECONDS = 10;
    private static final int MAX_NAME = 63;
    private static final int MAX_POD = 230;
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
    private static final Pattern POD = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

    private final KubernetesClient client;
    private final String node;
    private final ApiHealth health;
    private final PodEventBudget budget;
    private final ThreadPoolExecutor sender;

    /**
     * Sends nothing yet.
     *
     * @param client not closed with this
     * @param node name of the node that speaks
     * @param nanoTime of the budget
     */
    public PodEvents(KubernetesClient client, String node, LongSupplier nanoTime) {
        this.client = client;
        this.node = node;
        health = new ApiHealth(client.getMasterUrl().toString());
        budget = new PodEventBudget(nanoTime);
        sender = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
            Thread thread = new Thread(task, "winnow-pod-events");
            thread.setDaemon(true);
            return thread;
        }, new ThreadPoolExecutor.DiscardPolicy()); // of so many at once the first are enough
        sender.allowCoreThreadTimeOut(true);
    }

    @Override
    public void refused(ContainerMetadata container, RefusedCall call) {
        Optional<PodContainer> pod = PodContainer.of(container).filter(known -> !known.isPause() && sound(known));
        if (pod.isEmpty()) {
            return;
        }
        String name = pod.get().namespace() + "/" + pod.get().pod();
        PodEventBudget.Verdict verdict = budget.ask(name, pod.get().container() + " " + call.call());
        if (verdict.say()) {
            Event event = event(pod.get(), call, verdict);
            sender.execute(() -> send(event));
        }
    }

    /** Names of Kubernetes; others are no pod's. */
    private static boolean sound(PodContainer pod) {
        return pod.namespace().length() <= MAX_NAME && NAMESPACE.matcher(pod.namespace()).matches() && pod.pod().length() <= MAX_POD
                && POD.matcher(pod.pod()).matches() && pod.container().length() <= MAX_NAME && NAMESPACE.matcher(pod.container()).matches();
    }

    private Event event(PodContainer pod, RefusedCall call, PodEventBudget.Verdict verdict) {
        Instant now = Instant.now();
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata().withNamespace(pod.namespace()).withName(pod.pod() + "." + Long.toHexString(WallTime.nanos(now))).endMetadata()
                .withNewInvolvedObject().withApiVersion("v1").withKind("Pod").withNamespace(pod.namespace()).withName(pod.pod())
                .withUid(pod.uid().isEmpty() ? null : pod.uid()).withFieldPath("spec.containers{" + pod.container() + "}").endInvolvedObject()
                .withType("Warning").withReason(REASON).withMessage(message(call, verdict)).withCount(verdict.count())
                .withFirstTimestamp(WallTime.instant(call.time()).truncatedTo(ChronoUnit.SECONDS).toString()).withLastTimestamp(time)
                .withNewSource().withComponent("winnow").withHost(node).endSource()
                .withReportingComponent("winnow").withReportingInstance(node)
                .build();
    }

    private static String message(RefusedCall call, PodEventBudget.Verdict verdict) {
        if (verdict.last()) {
            return "seccomp refuses more calls than events are made of: winnow workloads " + call.workload().shortId() + " lists them";
        }
        String refused = "seccomp refused " + call.call() + " to " + Printable.of(call.comm()) + " (" + call.answer() + ")";
        return call.name().isEmpty() ? refused : refused + ". To allow it: winnow export " + call.workload().shortId() + " --allow " + call.name();
    }

    private void send(Event event) {
        try {
            client.resource(event).create();
            health.answers(EVENTS);
        } catch (KubernetesClientException e) {
            health.failed(EVENTS, e);
        }
    }

    @Override
    public void close() {
        sender.shutdownNow();
    }
}
