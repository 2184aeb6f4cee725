// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.winnow.analyzer.api.AnalyzerApi;
import io.winnow.analyzer.api.ViolationFeed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the API on a unix socket with mode 0600. A connection carries one request; its size, its time and the number of connections are
 * bounded, so that no client can hold up the others or fill the memory.
 */
public final class ApiServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

    private final SocketFile socket;
    private final Path path;
    private final ApiLimits limits;
    private final Routes routes;
    private final Transport transport;
    private final ConnectionLimit connections;
    private EventLoopGroup group;
    private Channel server;

    public ApiServer(Path socket, ApiLimits limits, AnalyzerApi api, ViolationFeed feed, CommandRunner runner) {
        this(socket, limits, api, feed, runner, Transport.best());
    }

    ApiServer(Path socket, ApiLimits limits, AnalyzerApi api, ViolationFeed feed, CommandRunner runner, Transport transport) {
        this.path = socket;
        this.socket = new SocketFile(socket);
        this.limits = limits;
        this.routes = new Routes(api, feed, new Commands(runner), limits);
        this.transport = transport;
        this.connections = new ConnectionLimit(limits.connections());
    }

    /** @throws IOException with a message for the operator if the socket cannot be made */
    public void start() throws IOException {
        Path address = socket.prepare();
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("winnow-http", true), transport.handlers());
        ServerBootstrap runtimeCalls = new ServerBootstrap()
                .group(group)
                .channel(transport.channel())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        pipeline(channel);
                    }
                });
        try {
            server = runtimeCalls.bind(transport.address(address)).syncUninterruptibly().channel();
            socket.publish();
        } catch (Exception e) {
            close();
            throw new IOException("cannot listen on the socket " + path + " (" + e.getMessage() + ")", e);
        }
        LOG.info("API on {}", path);
    }

    private void pipeline(Channel channel) {
        HttpDecoderConfig sizes = new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.lineBytes())
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxChunkSize(limits.bodyBytes());
        channel.pipeline()
                .addLast(connections)
                .addLast(new RequestDeadline(limits.requestTime()))
                .addLast(new HttpServerCodec(sizes))
                .addLast(new RequestHandler(routes, limits, transport::peer));
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
        try {
            socket.remove();
        } catch (IOException e) {
            LOG.warn("the socket {} could not be removed: {}", path, e.getMessage());
        }
    }
}
