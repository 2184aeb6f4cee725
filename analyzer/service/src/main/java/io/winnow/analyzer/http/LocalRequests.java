// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.handler.codec.http.HttpMethod;
import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.Principal;
import io.winnow.analyzer.api.Rendering;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.http.client.ApiException;
import io.winnow.analyzer.http.client.Requests;
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
    private final Principal by;
    private final Duration patience;

    /** @param by the user at the other end */
    LocalRequests(Routes routes, Principal by, Duration patience) {
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
            Answer answer = routes.answer(new Request(HttpMethod.valueOf(method), target, by, ""));
            return answer instanceof Answer.Document document
                    ? bytes(document.reply().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).join().rendering())
                    : recent(((Answer.Violations) answer).feed());
        } catch (ProblemException e) {
            throw new ApiException(e.status(), e.getMessage());
        } catch (FaultException e) {
            throw refused(e);
        } catch (CompletionException e) {
            if (e.getCause() instanceof ProblemException problem) {
                throw new ApiException(problem.status(), problem.getMessage());
            }
            if (e.getCause() instanceof FaultException fault) {
                throw refused(fault);
            }
            throw new ApiException(500, "the request failed; the analyzer's log says why");
        }
    }

    private static ApiException refused(FaultException fault) {
        return new ApiException(ProblemException.of(fault).status(), fault.getMessage());
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
