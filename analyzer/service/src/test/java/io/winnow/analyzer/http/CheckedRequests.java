// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.analyzer.api.Problem;
import io.winnow.analyzer.http.client.ApiException;
import io.winnow.analyzer.http.client.Requests;
import io.winnow.analyzer.http.client.Response;
import io.winnow.analyzer.http.client.SocketRequests;
import io.winnow.collector.record.TolerantJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Requests of a client whose answers are all held to {@link ApiContract}, but for those that do not end. */
final class CheckedRequests implements Requests {

    private final Path socket;
    private final SocketRequests requests;

    CheckedRequests(Path socket) {
        this.socket = socket;
        this.requests = new SocketRequests(socket);
    }

    @Override
    public InputStream ask(String method, String target) throws ApiException, IOException {
        if (target.endsWith("follow=true")) {
            return requests.ask(method, target);
        }
        String answer = RawClient.exchange(socket, method + " " + target + " HTTP/1.1\r\nHost: winnow\r\nContent-Length: 0\r\n\r\n");
        Response response = Response.read(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
        if (response.status() != 200) {
            throw new ApiException(response.status(), TolerantJson.TOLERANT.readValue(response.body().readAllBytes(), Problem.class).detail());
        }
        return response.body();
    }

    @Override
    public String description() {
        return requests.description();
    }
}
