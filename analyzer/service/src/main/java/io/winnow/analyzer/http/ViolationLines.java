// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.winnow.analyzer.api.ViolationFeed;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes violations one by one, as fast as the client reads: what it has not read stays in the feed, once for all followers. One that falls
 * behind all that the feed keeps is cut off. For the channel's event loop.
 */
final class ViolationLines extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(ViolationLines.class);

    private final Channel channel;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Answer.Framing framing;
    private ViolationFeed.Follower follower;

    ViolationLines(Channel channel, Answer.Framing framing) {
        this.channel = channel;
        this.framing = framing;
    }

    /** @param chunked HTTP/1.1; with HTTP/1.0 the end of the connection ends the body */
    void write(Answer.Violations violations, boolean chunked) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        ResponseWriter.common(head.headers(), framing.contentType());
        if (chunked) {
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        channel.writeAndFlush(head);
        if (violations.follow()) {
            channel.pipeline().addLast(this);
            follower = violations.feed().follow(this::wake);
            channel.closeFuture().addListener(closed -> follower.close());
            pass();
        } else {
            violations.feed().recent().forEach(this::line);
            channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** From any thread. A client with a full buffer is not woken for each document. */
    private void wake(ViolationFeed.Follower behind) {
        if (channel.isWritable() || behind.fellOut()) {
            passSoon();
        }
    }

    /** One pass is enough for all that comes until it begins. */
    private void passSoon() {
        if (woken.compareAndSet(false, true)) {
            channel.eventLoop().execute(this::pass);
        }
    }

    /** Comes in the middle of a write, too: writing more at once would write into the encoder that is at work. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            passSoon();
        }
        context.fireChannelWritabilityChanged();
    }

    /** Writes what the client's buffer takes. */
    private void pass() {
        woken.set(false);
        boolean more = true;
        while (more && channel.isWritable() && channel.isActive() && !follower.fellOut()) {
            var documents = follower.next();
            documents.forEach(this::line);
            more = !documents.isEmpty();
        }
        channel.flush();
        if (follower.fellOut() && channel.isActive()) {
            LOG.warn("a follower of violations reads too slowly and is cut off: it has not read violations that are no longer kept");
            channel.close();
        }
    }

    private void line(byte[] document) {
        channel.write(new DefaultHttpContent(framing.frame(document)));
    }
}
