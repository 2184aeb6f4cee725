// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.analyzer.api.ViolationFeed;
import java.util.concurrent.CompletableFuture;

/** What a route has to say. */
sealed interface Answer {

    /** One document. */
    record Document(CompletableFuture<Reply> reply) implements Answer {}

    /** Violations one by one. */
    record Violations(ViolationFeed feed, boolean follow, ViolationFraming framing) implements Answer {}
}
