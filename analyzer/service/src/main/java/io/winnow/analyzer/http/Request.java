// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.winnow.analyzer.api.Principal;

/**
 * What a client asks.
 *
 * @param target path and query, encoded
 * @param by who asks
 * @param accept the forms in which the client wants the answer, as {@code Accept} has them; empty for any
 */
record Request(HttpMethod method, String target, Principal by, String accept) {

    static Request of(HttpRequest head, Principal by) {
        return new Request(head.method(), head.uri(), by, String.join(",", head.headers().getAll(HttpHeaderNames.ACCEPT)));
    }
}
