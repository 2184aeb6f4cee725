// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;

/** How Netty serves a unix socket: epoll where its native library loads, the JDK's own otherwise. */
enum Transport {
    EPOLL(EpollIoHandler::newFactory, EpollServerDomainSocketChannel.class, path -> new DomainSocketAddress(path.toString())),
    NIO(NioIoHandler::newFactory, NioServerDomainSocketChannel.class, UnixDomainSocketAddress::of);

    private final Supplier<IoHandlerFactory> handlers;
    private final Class<? extends ServerChannel> channel;
    private final Function<Path, SocketAddress> address;

    Transport(Supplier<IoHandlerFactory> handlers, Class<? extends ServerChannel> channel, Function<Path, SocketAddress> address) {
        this.handlers = handlers;
        this.channel = channel;
        this.address = address;
    }

    static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    IoHandlerFactory handlers() {
        return handlers.get();
    }

    Class<? extends ServerChannel> channel() {
        return channel;
    }

    SocketAddress address(Path path) {
        return address.apply(path);
    }
}
