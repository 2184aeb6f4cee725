// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.winnow.analyzer.api.Principal;
import io.winnow.analyzer.api.Role;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How Netty serves a socket: epoll if its native library loads, the JDK's own otherwise. */
enum Transport {
    EPOLL(EpollIoHandler::newFactory, EpollServerDomainSocketChannel.class, EpollServerSocketChannel.class, path -> new DomainSocketAddress(path.toString())) {
        @Override
        String user(Channel channel) throws IOException {
            return "uid " + Integer.toUnsignedString(((EpollDomainSocketChannel) channel).peerCredentials().uid());
        }
    },
    NIO(NioIoHandler::newFactory, NioServerDomainSocketChannel.class, NioServerSocketChannel.class, UnixDomainSocketAddress::of) {
        @Override
        String user(Channel channel) {
            return channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED)).user().getName();
        }
    };

    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

    private final Supplier<IoHandlerFactory> handlers;
    private final Class<? extends ServerChannel> unix;
    private final Class<? extends ServerChannel> tcp;
    private final Function<Path, SocketAddress> address;

    Transport(
            Supplier<IoHandlerFactory> handlers, Class<? extends ServerChannel> unix, Class<? extends ServerChannel> tcp,
            Function<Path, SocketAddress> address) {
        this.handlers = handlers;
        this.unix = unix;
        this.tcp = tcp;
        this.address = address;
    }

    static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    IoHandlerFactory handlers() {
        return handlers.get();
    }

    Class<? extends ServerChannel> unix() {
        return unix;
    }

    Class<? extends ServerChannel> tcp() {
        return tcp;
    }

    abstract String user(Channel channel) throws IOException;

    /** The user at the other end, by the kernel's name. The socket's mode lets in only those who may decide. */
    Principal peer(Channel channel) {
        try {
            return new Principal(user(channel), Role.OPERATOR);
        } catch (IOException e) {
            LOG.warn("the kernel does not say who is at the other end of the socket: {}", e.getMessage());
            return new Principal("unknown", Role.OPERATOR);
        }
    }

    SocketAddress address(Path path) {
        return address.apply(path);
    }
}
