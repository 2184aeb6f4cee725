// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Requests that the service asks of itself in the name of a user who is at the other end of its socket. Not for the server's own thread: it waits. */
final class LocalRequests implements Requests {

    private final Routes routes;
    private final String by;
    private final Duration patience;

    /** @param by the user, as the kernel names the one at the other end */
    LocalRequests(Routes routes, String by, Duration patience) {
        this.routes = routes;
        this.by = by;
        this.patience = patience;
    }

    @Override
    public String description() {
        return "the service";
    }

    @Override
    public InputStream ask(String method, String target) throws ApiException {
        try {
            Answer answer = routes.answer(HttpMethod.valueOf(method), target, by);
            return answer instanceof Answer.Document document
                    ? bytes(document.rendering().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).join())
                    : recent(((Answer.Violations) answer).feed());
        } catch (ProblemException e) {
            throw new ApiException(e.status(), e.getMessage());
        } catch (CompletionException e) {
            if (e.getCause() instanceof ProblemException problem) {
                throw new ApiException(problem.status(), problem.getMessage());
            }
            throw new ApiException(500, "the request failed; the analyzer's log says why");
        }
    }

    private static InputStream bytes(Rendering rendering) {
        return new ByteArrayInputStream(rendering.body().getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream recent(ViolationFeed feed) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (byte[] document : feed.recent()) {
            lines.writeBytes(document);
            lines.write('\n');
        }
        return new ByteArrayInputStream(lines.toByteArray());
    }
}
