// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import io.winnow.analyzer.cli.config.Settings;
import io.winnow.analyzer.kubernetes.ApiAccess;
import io.winnow.analyzer.kubernetes.KubernetesOwners;
import io.winnow.analyzer.workload.Grouping;
import io.winnow.analyzer.workload.PodResolver;
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

    private Naming(Grouping grouping, PodResolver pods, Optional<KubernetesOwners> api) {
        this.grouping = grouping;
        this.pods = pods;
        this.api = api;
    }

    /** By what the containers themselves say. */
    static Naming offline(Settings.Analyzer settings) {
        return new Naming(settings.groupBy(), settings.kubernetes().names()::guess, Optional.empty());
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
        KubernetesOwners owners = new KubernetesOwners(
                kubernetes.api().equals(Settings.Kubernetes.IN_CLUSTER) ? ApiAccess.inCluster(System.getenv()) : ApiAccess.ofKubeconfig(Path.of(kubernetes.api())),
                node, kubernetes.names(), clock);
        return new Naming(settings.groupBy(), owners, Optional.of(owners));
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

    @Override
    public void close() {
        api.ifPresent(KubernetesOwners::close);
    }
}
