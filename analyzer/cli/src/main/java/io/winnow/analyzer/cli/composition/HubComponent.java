// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import io.winnow.analyzer.agent.cluster.ClusterService;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.api.cluster.ClusterWorkloads;
import io.winnow.analyzer.cli.config.Settings;
import io.winnow.analyzer.cluster.Hub;
import io.winnow.analyzer.http.ApiServer;
import io.winnow.analyzer.http.CommandRunner;
import io.winnow.analyzer.publish.SinkException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A hub with its API, which carries out commands for clients. */
public final class HubComponent implements AutoCloseable {

    private final Settings settings;
    private final Hub hub;
    private final CommandRunner commands;
    private ApiServer server;
    private Optional<HubObjects> objects = Optional.empty();

    HubComponent(Settings settings, Hub hub, CommandRunner commands) {
        this.settings = settings;
        this.hub = hub;
        this.commands = commands;
    }

    /**
     * @throws SinkException if no broker answers, or a topic is missing and cannot be made
     * @throws IOException if the API cannot be served, or it is not known how to reach the API server; the message says why
     */
    public void start() throws SinkException, IOException, InterruptedException {
        hub.start();
        Composition composition = new Composition(settings);
        ClusterWorkloads workloads = hub.workloads();
        objects = HubObjects.start(settings, workloads, composition.suggestions());
        ClusterService service = new ClusterService(workloads, settings.analyzer().rules(), composition.suggestions(), BuildInfo.version());
        server = new ApiServer(settings.api().socket(), settings.api().network().settings(), composition.limits(), service, new ViolationFeed(1), commands);
        server.start();
    }

    /** Ends with the hub; exceptionally if it failed. */
    public CompletableFuture<Void> ended() {
        return hub.ended();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        objects.ifPresent(HubObjects::close);
        hub.close();
    }
}
