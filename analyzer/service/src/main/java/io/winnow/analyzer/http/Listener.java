// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Takes connections at one address. A connection carries one request; its size, its time and the number of connections are bounded, so that no
 * client can hold up the others or fill the memory. Each listener has a thread and a bound of its own: what happens at one touches no other.
 */
final class Listener implements AutoCloseable {

    private final Transport transport;
    private final ApiLimits limits;
    private final Routes routes;
    private final Access access;
    private final Optional<SslContext> tls;
    private final ConnectionLimit connections;
    private EventLoopGroup group;
    private Channel server;

    /** @param access says who asks */
    Listener(Transport transport, ApiLimits limits, Routes routes, Access access, Optional<SslContext> tls) {
        this.transport = transport;
        this.limits = limits;
        this.routes = routes;
        this.access = access;
        this.tls = tls;
        this.connections = new ConnectionLimit(limits.connections());
    }

    /** Begins; returns the address that it has. Throws what the system says if it cannot be had. */
    SocketAddress bind(Class<? extends ServerChannel> type, SocketAddress address, String thread) {
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(thread, true), transport.handlers());
        server = new ServerBootstrap()
                .group(group)
                .channel(type)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        pipeline(channel);
                    }
                })
                .bind(address).syncUninterruptibly().channel();
        return server.localAddress();
    }

    private void pipeline(Channel channel) {
        HttpDecoderConfig sizes = new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.lineBytes())
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxChunkSize(limits.bodyBytes());
        channel.pipeline()
                .addLast(connections)
                .addLast(new RequestDeadline(limits.requestTime()));
        tls.ifPresent(context -> channel.pipeline().addLast(encryption(context, channel)));
        channel.pipeline()
                .addLast(new HttpServerCodec(sizes))
                .addLast(new RequestHandler(routes, limits, access));
    }

    private SslHandler encryption(SslContext context, Channel channel) {
        SslHandler handler = context.newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(limits.requestTime().toMillis());
        return handler;
    }

    @Override
    public void close() {
        if (server != null) {
            server.close().syncUninterruptibly();
            server = null;
        }
        connections.closeAll();
        if (group != null) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
            group = null;
        }
    }
}
