// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.analyzer.api.AnalyzerApi;
import io.winnow.analyzer.api.ViolationFeed;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the API on a unix socket with mode 0600 and, if that is configured, over TCP. */
public final class ApiServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

    private final SocketFile socket;
    private final Path path;
    private final Transport transport;
    private final Listener listener;
    private final Optional<NetworkServer> network;

    /** On the socket alone. */
    public ApiServer(Path socket, ApiLimits limits, AnalyzerApi api, ViolationFeed feed, CommandRunner runner) {
        this(socket, Optional.empty(), limits, api, feed, runner);
    }

    /** @param network how it is served over TCP; empty: not */
    public ApiServer(Path socket, Optional<NetworkSettings> network, ApiLimits limits, AnalyzerApi api, ViolationFeed feed, CommandRunner runner) {
        this(socket, network, limits, api, feed, runner, Transport.best());
    }

    /** Command lines are carried out for those at the socket only: a client elsewhere has its own. */
    ApiServer(
            Path socket, Optional<NetworkSettings> network, ApiLimits limits, AnalyzerApi api, ViolationFeed feed, CommandRunner runner,
            Transport transport) {
        this.path = socket;
        this.socket = new SocketFile(socket);
        this.transport = transport;
        this.listener = new Listener(
                transport, limits, new Routes(api, feed, new Commands(runner), limits), (channel, request) -> transport.peer(channel), Optional.empty());
        this.network = network.map(
                settings -> new NetworkServer(settings, limits, new Routes(api, feed, new Commands(CommandRunner.NONE), limits), transport));
    }

    /** @throws IOException with a message for the operator if the socket or the listener cannot be made */
    public void start() throws IOException {
        Path address = socket.prepare();
        try {
            listener.bind(transport.unix(), transport.address(address), "winnow-http");
            socket.publish();
        } catch (Exception e) {
            close();
            throw new IOException("cannot listen on the socket " + path + " (" + e.getMessage() + ")", e);
        }
        LOG.info("API on {}", path);
        if (network.isPresent()) {
            startNetwork(network.get());
        }
    }

    private void startNetwork(NetworkServer server) throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Where it listens over TCP; empty if it does not. */
    public Optional<InetSocketAddress> networkAddress() {
        return network.map(NetworkServer::address);
    }

    @Override
    public void close() {
        network.ifPresent(NetworkServer::close);
        listener.close();
        try {
            socket.remove();
        } catch (IOException e) {
            LOG.warn("the socket {} could not be removed: {}", path, e.getMessage());
        }
    }
}
