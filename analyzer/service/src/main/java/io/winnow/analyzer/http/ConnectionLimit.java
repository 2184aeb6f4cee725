// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Knows the open connections, oldest first. Past a number of them a new one takes the place of the one that has been sending its request for
 * longest: who is slow waits, and not everybody else. If all have sent theirs, the new one is closed.
 */
@Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {

    private final int max;
    private final Set<Channel> open = new LinkedHashSet<>();

    ConnectionLimit(int max) {
        this.max = max;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (!admits(context.channel())) {
            context.close();
            return;
        }
        context.channel().closeFuture().addListener(closed -> forget(context.channel()));
        context.fireChannelActive();
    }

    private synchronized boolean admits(Channel channel) {
        if (open.size() >= max) {
            Optional<Channel> slowest = open.stream().filter(ConnectionLimit::stillSends).findFirst();
            if (slowest.isEmpty()) {
                return false;
            }
            open.remove(slowest.get());
            slowest.get().close();
        }
        return open.add(channel);
    }

    private static boolean stillSends(Channel channel) {
        return channel.pipeline().get(RequestDeadline.class) != null;
    }

    private synchronized void forget(Channel channel) {
        open.remove(channel);
    }

    void closeAll() {
        Set<Channel> all;
        synchronized (this) {
            all = Set.copyOf(open);
        }
        all.forEach(channel -> channel.close().awaitUninterruptibly());
    }
}
