// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.winnow.analyzer.workload.OwnerGuess;
import io.winnow.analyzer.workload.PodContainer;
import io.winnow.analyzer.workload.PodNames;
import io.winnow.analyzer.workload.PodOwner;
import io.winnow.analyzer.workload.PodResolver;
import io.winnow.analyzer.workload.Resolution;
import io.winnow.analyzer.workload.Resolution.Certainty;
import io.winnow.collector.document.ContainerMetadata;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Names the workloads of a node's pods by what the API server says of their owners. Until it has answered, a pod has a provisional name; if it refuses, or
 * does not know the pod, the owner is guessed. Never waits for the API server. For any thread.
 */
public final class KubernetesOwners implements PodResolver, AutoCloseable {

    static final String PODS = "pods";

    /** For so long a pod that runs may be missing from what the API server says. */
    private static final long UNKNOWN_NANOS = Duration.ofSeconds(30).toNanos();

    private final KubernetesClient client;
    private final String node;
    private final PodNames names;
    private final LongSupplier clock;
    private final AtomicLong revision = new AtomicLong();
    private final ApiHealth health;
    private final PodStore pods;
    private final OwnerLookup owners;
    private final SharedIndexInformer<Pod> informer;
    private volatile boolean watching;
    private volatile long syncedAt;

    /**
     * Begins to ask.
     *
     * @param client closed with this
     * @param node name of the node whose pods are asked for
     * @param clock wall time, nanoseconds since 1970
     */
    public KubernetesOwners(KubernetesClient client, String node, PodNames names, LongSupplier clock) {
        this.client = client;
        this.node = node;
        this.names = names;
        this.clock = clock;
        health = new ApiHealth(client.getMasterUrl().toString());
        pods = new PodStore(names.labels(), revision::incrementAndGet);
        owners = new OwnerLookup(client, health, System::nanoTime, revision::incrementAndGet);
        informer = client.pods().inAnyNamespace().withField("spec.nodeName", node).runnableInformer(0);
        informer.removeNamespaceIndex().itemStore(pods).exceptionHandler((started, failure) -> {
            health.failed(PODS, failure);
            revision.incrementAndGet();
            return true;
        });
        informer.start();
    }

    /** Another number whenever more may be known. */
    public long revision() {
        return revision.get();
    }

    /** For people: how the API server answers, and how many pods it named. */
    public String description() {
        String away = !synced() && health.state(PODS) == ApiHealth.State.ANSWERS ? ", but not at the moment" : "";
        return health.description() + away + "; " + pods.size() + " pods of node " + node;
    }

    @Override
    public Resolution resolve(PodContainer container, ContainerMetadata metadata) {
        Resolution guess = names.guess(container, metadata);
        if (!guess.guessed()) {
            return guess;
        }
        boolean synced = synced();
        Optional<PodRecord> pod = pods.find(container.namespace(), container.pod()).filter(known -> known.is(container.uid()));
        if (pod.isPresent()) {
            return resolve(container, metadata, pod.get());
        }
        boolean missing = synced && clock.getAsLong() - Math.max(metadata.created(), syncedAt) > UNKNOWN_NANOS;
        return missing || health.state(PODS) == ApiHealth.State.REFUSES
                ? guess
                : Resolution.pending(names.provisional(container, metadata));
    }

    private boolean synced() {
        boolean now = informer.hasSynced() && informer.isWatching();
        if (now && !watching) {
            health.answers(PODS);
            syncedAt = clock.getAsLong();
            revision.incrementAndGet();
        }
        watching = now;
        return now;
    }

    private Resolution resolve(PodContainer container, ContainerMetadata metadata, PodRecord pod) {
        if (!pod.byHand().isEmpty() && !container.isPause()) {
            return new Resolution(names.byHand(container, pod.byHand(), metadata), Certainty.CONFIRMED, pod.selected());
        }
        if (pod.controller().isEmpty()) {
            return confirmed(container, metadata, pod, PodOwner.pod(container.pod(), pod.staticUid().isEmpty() ? "" : node));
        }
        Controller controller = pod.controller().get();
        OwnerLookup.Answer answer = owners.of(container.namespace(), controller);
        if (answer instanceof OwnerLookup.Known known) {
            return confirmed(container, metadata, pod, known.controller().orElse(controller).owner());
        }
        if (answer instanceof OwnerLookup.Awaited) {
            return Resolution.pending(names.provisional(container, metadata));
        }
        PodOwner guess = OwnerGuess.of(container.pod(), pod.ownerLabels(), node);
        return new Resolution(names.of(container, guess, metadata), Certainty.GUESSED, pod.selected());
    }

    private Resolution confirmed(PodContainer container, ContainerMetadata metadata, PodRecord pod, PodOwner owner) {
        return new Resolution(names.of(container, owner, metadata), Certainty.CONFIRMED, pod.selected());
    }

    @Override
    public void close() {
        informer.close();
        client.close();
    }
}
