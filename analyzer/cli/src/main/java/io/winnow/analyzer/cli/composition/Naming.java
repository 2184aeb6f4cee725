// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.winnow.analyzer.cli.config.Settings;
import io.winnow.analyzer.kubernetes.ApiAccess;
import io.winnow.analyzer.kubernetes.KubernetesOwners;
import io.winnow.analyzer.kubernetes.PodEvents;
import io.winnow.analyzer.workload.Grouping;
import io.winnow.analyzer.workload.PodResolver;
import io.winnow.analyzer.workload.RefusedCalls;
import io.winnow.analyzer.workload.Resolution;
import io.winnow.analyzer.workload.WorkloadResolver;
import io.winnow.collector.document.ContainerMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Names the workloads of containers as the settings say. */
public final class Naming implements WorkloadResolver, AutoCloseable {

    private final Grouping grouping;
    private final PodResolver pods;
    private final Optional<KubernetesOwners> api;
    private final Optional<PodEvents> events;

    private Naming(Grouping grouping, PodResolver pods, Optional<KubernetesOwners> api, Optional<PodEvents> events) {
        this.grouping = grouping;
        this.pods = pods;
        this.api = api;
        this.events = events;
    }

    /** By what the containers themselves say. */
    static Naming offline(Settings.Analyzer settings) {
        return new Naming(settings.groupBy(), settings.kubernetes().names()::guess, Optional.empty(), Optional.empty());
    }

    /**
     * The same, with the owners of pods from the API server that is configured.
     *
     * @param host name of this host
     * @param clock wall time, nanoseconds since 1970
     * @throws IOException if it is not known how to reach it
     */
    static Naming online(Settings.Analyzer settings, String host, LongSupplier clock) throws IOException {
        Settings.Kubernetes kubernetes = settings.kubernetes();
        if (kubernetes.api().equals(Settings.Kubernetes.OFF)) {
            return offline(settings);
        }
        String node = kubernetes.node().isBlank() ? host.toLowerCase(Locale.ROOT) : kubernetes.node();
        KubernetesClient client =
                kubernetes.api().equals(Settings.Kubernetes.IN_CLUSTER) ? ApiAccess.inCluster(System.getenv()) : ApiAccess.ofKubeconfig(Path.of(kubernetes.api()));
        KubernetesOwners owners = new KubernetesOwners(client, node, kubernetes.names(), clock);
        return new Naming(settings.groupBy(), owners, Optional.of(owners),
                kubernetes.events() ? Optional.of(new PodEvents(client, node, System::nanoTime)) : Optional.empty());
    }

    @Override
    public Resolution resolve(ContainerMetadata container) {
        return grouping.resolve(container, pods);
    }

    @Override
    public long revision() {
        return api.map(KubernetesOwners::revision).orElse(0L);
    }

    /** How the API server answers; empty if none is asked. */
    Optional<String> description() {
        return api.map(KubernetesOwners::description);
    }

    /** What becomes of refused calls in pods. */
    RefusedCalls refusedCalls() {
        return events.<RefusedCalls>map(sink -> sink).orElse(RefusedCalls.IGNORED);
    }

    @Override
    public void close() {
        events.ifPresent(PodEvents::close);
        api.ifPresent(KubernetesOwners::close);
    }
}
