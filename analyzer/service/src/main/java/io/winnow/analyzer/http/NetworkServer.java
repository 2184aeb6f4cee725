// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the API over TCP. */
final class NetworkServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NetworkServer.class);

    private final NetworkSettings settings;
    private final ApiLimits limits;
    private final Routes routes;
    private final Transport transport;
    private Listener listener;
    private InetSocketAddress address;

    NetworkServer(NetworkSettings settings, ApiLimits limits, Routes routes, Transport transport) {
        this.settings = settings;
        this.limits = limits;
        this.routes = routes;
        this.transport = transport;
    }

    /** @throws IOException with a message for the operator if it cannot listen there, or a file cannot be used */
    void start() throws IOException {
        Optional<Principals> principals = settings.principals().isPresent() ? Optional.of(Principals.read(settings.principals().get())) : Optional.empty();
        Optional<SslContext> tls = settings.tls().isPresent() ? Optional.of(encryption(settings.tls().get())) : Optional.empty();
        listener = new Listener(transport, limits, routes, new NetworkAccess(settings.hosts(), principals), tls);
        try {
            address = (InetSocketAddress) listener.bind(transport.tcp(), settings.address(), "winnow-https");
        } catch (Exception e) {
            close();
            throw new IOException("cannot listen on " + NetworkSettings.text(settings.address()) + " (" + e.getMessage() + "): set api.network.address", e);
        }
        LOG.info("API on {}://{}", tls.isPresent() ? "https" : "http", NetworkSettings.text(address));
    }

    private static SslContext encryption(NetworkSettings.Tls tls) throws IOException {
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(tls.certificate().toFile(), tls.key().toFile()).protocols("TLSv1.3", "TLSv1.2");
            tls.clientAuthorities().ifPresent(authorities -> builder.trustManager(authorities.toFile()).clientAuth(ClientAuth.OPTIONAL));
            return builder.build();
        } catch (IllegalArgumentException | IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("TLS is not possible with certificate " + tls.certificate() + " and key " + tls.key()
                    + tls.clientAuthorities().map(path -> " and authorities " + path).orElse("") + " (" + cause.getMessage() + ")", e);
        }
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        if (listener != null) {
            listener.close();
            listener = null;
        }
    }
}
