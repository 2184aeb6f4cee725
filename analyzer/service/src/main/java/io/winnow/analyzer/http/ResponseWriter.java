// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.winnow.analyzer.api.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Writes the one response of a connection, which ends with it. */
final class ResponseWriter {

    /** Nothing from anywhere else, nothing inline, no other page may show it, and no script makes markup from text. */
    private static final String CONTENT_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'";

    private final Documents documents = new Documents();
    private final Duration time;

    /** @param time that a client has to read its answer */
    ResponseWriter(Duration time) {
        this.time = time;
    }

    /** A document that was asked for; a client that has it already is only reminded of that. */
    void reply(Channel channel, HttpRequest request, Reply reply) {
        byte[] body = reply.rendering().body().getBytes(StandardCharsets.UTF_8);
        if (!request.method().equals(HttpMethod.GET)) {
            write(channel, response(HttpResponseStatus.OK, reply, body));
            return;
        }
        String tag = EntityTag.of(body);
        boolean known = EntityTag.matches(request.headers().get(HttpHeaderNames.IF_NONE_MATCH), tag);
        FullHttpResponse response = response(known ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.OK, reply, known ? new byte[0] : body);
        response.headers().set(HttpHeaderNames.ETAG, tag).set(HttpHeaderNames.CACHE_CONTROL, "private, no-cache");
        write(channel, response);
    }

    void problem(Channel channel, ProblemException e) {
        HttpResponseStatus status = HttpResponseStatus.valueOf(e.status());
        Reply reply = new Reply(documents.problem(new Problem(e.status(), status.reasonPhrase(), e.getMessage())), e.headers());
        write(channel, response(status, reply, reply.rendering().body().getBytes(StandardCharsets.UTF_8)));
    }

    /** What every response says. */
    static HttpHeaders common(HttpHeaders headers, String contentType) {
        return headers.set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, CONTENT_POLICY)
                .set("referrer-policy", "no-referrer")
                .set("x-content-type-options", "nosniff");
    }

    private static FullHttpResponse response(HttpResponseStatus status, Reply reply, byte[] bytes) {
        ByteBuf body = Unpooled.wrappedBuffer(bytes);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        common(response.headers(), reply.rendering().contentType());
        if (!status.equals(HttpResponseStatus.NOT_MODIFIED)) {
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        }
        reply.headers().forEach((name, value) -> response.headers().set(name, value));
        return response;
    }

    private void write(Channel channel, FullHttpResponse response) {
        closeInTime(channel);
        channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    /** A client that does not read its answer does not keep its connection. */
    void closeInTime(Channel channel) {
        Future<?> due = channel.eventLoop().schedule(() -> channel.close(), time.toMillis(), TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> due.cancel(false));
    }
}
