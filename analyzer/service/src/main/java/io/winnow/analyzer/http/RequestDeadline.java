// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.ReadTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Notifies the next handler, once, that the time for the request is over, however many pieces of it have come. To be removed when it is there. */
final class RequestDeadline extends ChannelInboundHandlerAdapter {

    private final Duration time;
    private Future<?> due;

    RequestDeadline(Duration time) {
        this.time = time;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        due = context.executor()
                .schedule(() -> context.fireExceptionCaught(ReadTimeoutException.INSTANCE), time.toMillis(), TimeUnit.MILLISECONDS);
        context.fireChannelActive();
    }

    /** Also when the connection is closed. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (due != null) {
            due.cancel(false);
        }
    }
}
