// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.winnow.analyzer.agent.Profiles;
import io.winnow.analyzer.agent.Suggestions;
import io.winnow.analyzer.agent.cluster.ProfileObjects;
import io.winnow.analyzer.agent.cluster.ProfilesAsObjects;
import io.winnow.analyzer.api.cluster.ClusterWorkloads;
import io.winnow.analyzer.cli.config.Settings;
import io.winnow.analyzer.format.SafeName;
import io.winnow.analyzer.kubernetes.ApiAccess;
import io.winnow.analyzer.kubernetes.SeccompProfileObjects;
import io.winnow.analyzer.publish.EventStream;
import io.winnow.analyzer.publish.TopicReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How a hub keeps the profiles of frozen workloads as objects of an API server. */
final class HubObjects implements AutoCloseable {

    private final SeccompProfileObjects server;
    private final ProfilesAsObjects profiles;
    private final TopicReader decisions;

    private HubObjects(Settings settings, SeccompProfileObjects server, ClusterWorkloads workloads, Suggestions suggestions) {
        this.server = server;
        this.profiles = new ProfilesAsObjects(settings.cluster(), workloads, new Profiles(suggestions), new AtServer());
        this.decisions = new TopicReader(Sinks.settings(settings.publish().kafka()), EventStream.DECISIONS, settings.publish().retryAfter(), profiles);
    }

    /** At work; empty if none are wanted. @throws IOException if it is not known how to reach the server */
    static Optional<HubObjects> start(Settings settings, ClusterWorkloads workloads, Suggestions suggestions) throws IOException {
        String api = settings.hub().seccompProfiles();
        if (api.equals(Settings.Kubernetes.OFF)) {
            return Optional.empty();
        }
        KubernetesClient client = api.equals(Settings.Kubernetes.IN_CLUSTER) ? ApiAccess.inCluster(System.getenv()) : ApiAccess.ofKubeconfig(Path.of(api));
        HubObjects started = new HubObjects(settings, new SeccompProfileObjects(client, SafeName.of(settings.cluster())), workloads, suggestions);
        started.profiles.start();
        started.decisions.start();
        return Optional.of(started);
    }

    private final class AtServer implements ProfileObjects {

        @Override
        public void apply(String workload, String document) throws IOException {
            server.apply(SafeName.of(workload), document);
        }

        @Override
        public void retain(Set<String> workloads) throws IOException {
            server.retain(workloads.stream().map(SafeName::of).collect(Collectors.toSet()));
        }
    }

    @Override
    public void close() {
        decisions.close();
        profiles.close();
        server.close();
    }
}
