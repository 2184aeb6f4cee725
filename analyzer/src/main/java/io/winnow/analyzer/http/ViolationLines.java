// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes violations as JSON lines. A follower that does not keep up is cut off: its backlog would be our memory. */
final class ViolationLines {

    private static final Logger log = LoggerFactory.getLogger(ViolationLines.class);
    private static final byte[] LINE_END = {'\n'};

    private final Channel channel;
    private final boolean chunked;
    private final long most;
    private final AtomicLong waiting = new AtomicLong();

    /**
     * @param chunked HTTP/1.1; with HTTP/1.0 the end of the connection ends the body
     * @param most bytes that may wait
     */
    ViolationLines(Channel channel, boolean chunked, long most) {
        this.channel = channel;
        this.chunked = chunked;
        this.most = most;
    }

    void write(Answer.Violations violations) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/x-ndjson")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        if (chunked) {
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        channel.writeAndFlush(head);
        if (violations.follow()) {
            Runnable end = violations.feed().follow(this::line);
            channel.closeFuture().addListener(closed -> end.run());
        } else {
            violations.feed().recent().forEach(this::line);
            channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void line(byte[] document) {
        int size = document.length + LINE_END.length;
        if (waiting.addAndGet(size) > most) {
            log.warn("a follower of violations reads too slowly and is cut off: waiting={} most={}", waiting.get(), most);
            channel.close();
            return;
        }
        ByteBuf line = Unpooled.wrappedBuffer(document, LINE_END);
        channel.writeAndFlush(new DefaultHttpContent(line)).addListener(written -> waiting.addAndGet(-size));
    }
}
