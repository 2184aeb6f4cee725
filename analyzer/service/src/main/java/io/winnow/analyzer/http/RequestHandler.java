// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.winnow.analyzer.api.FaultException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the one request of a connection, asks the routes and writes what they say. Bodies are counted and ignored: no route takes one. */
final class RequestHandler extends SimpleChannelInboundHandler<HttpObject> {

    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

    private final Routes routes;
    private final ApiLimits limits;
    private final Access access;
    private final ResponseWriter responses;
    private HttpRequest request;
    private long bodyBytes;
    private boolean answered;

    /** @param access says who asks */
    RequestHandler(Routes routes, ApiLimits limits, Access access) {
        this.routes = routes;
        this.limits = limits;
        this.access = access;
        this.responses = new ResponseWriter(limits.answerTime());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (answered) {
            return; // what follows the one request is not read as another
        }
        if (message.decoderResult().isFailure()) {
            malformed(context, message.decoderResult().cause());
            return;
        }
        if (message instanceof HttpRequest head) {
            request = head;
            bodyBytes = Math.max(0, declaredLength(head));
            if (HttpUtil.is100ContinueExpected(head) && bodyBytes <= limits.bodyBytes()) {
                context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
            }
            bodyBytes = bodyBytes > limits.bodyBytes() ? bodyBytes : 0;
        }
        if (message instanceof HttpContent content) {
            bodyBytes += content.content().readableBytes();
        }
        if (bodyBytes > limits.bodyBytes()) {
            problem(context, new ProblemException(413, "a body has at most " + limits.bodyBytes() + " bytes"));
        } else if (message instanceof LastHttpContent) {
            dispatch(context);
        }
    }

    /** −1 if none is declared; past every limit if it is no number. */
    private static long declaredLength(HttpRequest head) {
        try {
            return HttpUtil.getContentLength(head, -1L);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private void malformed(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            problem(context, new ProblemException(414, "a request line has at most " + limits.lineBytes() + " bytes"));
        } else if (cause instanceof TooLongHttpHeaderException) {
            problem(context, new ProblemException(431, "headers have at most " + limits.headerBytes() + " bytes"));
        } else {
            problem(context, ProblemException.badRequest("this is not HTTP: " + cause.getMessage()));
        }
    }

    private void dispatch(ChannelHandlerContext context) {
        Answer answer;
        try {
            answer = routes.answer(Request.of(request, access.principal(context.channel(), request)));
        } catch (ProblemException e) {
            problem(context, e);
            return;
        } catch (FaultException e) {
            problem(context, ProblemException.of(e));
            return;
        } catch (RuntimeException e) {
            unexpected(context, e);
            return;
        }
        arrived(context);
        if (answer instanceof Answer.Document document) {
            document.reply()
                    .orTimeout(limits.answerTime().toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((reply, e) -> context.executor().execute(() -> complete(context, reply, e)));
        } else if (answer instanceof Answer.Violations violations) {
            boolean chunked = request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0;
            if (!violations.follow()) {
                responses.closeInTime(context.channel());
            }
            new ViolationLines(context.channel(), violations.framing()).write(violations, chunked);
        }
    }

    /** From here on it is our turn: the client may be silent. */
    private void arrived(ChannelHandlerContext context) {
        answered = true;
        if (context.pipeline().get(RequestDeadline.class) != null) {
            context.pipeline().remove(RequestDeadline.class);
        }
    }

    private void complete(ChannelHandlerContext context, Reply reply, Throwable e) {
        Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
        if (cause == null) {
            responses.reply(context.channel(), request, reply);
        } else if (cause instanceof ProblemException problem) {
            problem(context, problem);
        } else if (cause instanceof FaultException fault) {
            problem(context, ProblemException.of(fault));
        } else if (cause instanceof TimeoutException) {
            problem(context, new ProblemException(504, "no answer within " + limits.answerTime().toSeconds() + " s"));
        } else {
            unexpected(context, cause);
        }
    }

    private void problem(ChannelHandlerContext context, ProblemException e) {
        answered = true;
        responses.problem(context.channel(), e);
    }

    private void unexpected(ChannelHandlerContext context, Throwable e) {
        LOG.error("a request failed: method={} uri={}", request.method(), request.uri(), e);
        problem(context, new ProblemException(500, "the request failed; the analyzer's log says why"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof ReadTimeoutException && !answered) {
            problem(context, new ProblemException(408, "a request arrives within " + limits.requestTime().toSeconds() + " s"));
            return;
        }
        if (!(cause instanceof IOException) && !(cause instanceof ReadTimeoutException) && !(cause.getCause() instanceof SSLException)) {
            LOG.warn("a connection failed", cause);
        }
        context.close(); // the client went away
    }
}
