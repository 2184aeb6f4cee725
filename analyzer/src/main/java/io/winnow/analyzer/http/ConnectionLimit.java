// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;

/** Knows the open connections and closes those past a number. */
@Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {

    private final int most;
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    ConnectionLimit(int most) {
        this.most = most;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (open.size() >= most) {
            context.close();
        } else {
            open.add(context.channel()); // which takes itself out when it closes
            context.fireChannelActive();
        }
    }

    void closeAll() {
        open.close().awaitUninterruptibly();
    }
}
