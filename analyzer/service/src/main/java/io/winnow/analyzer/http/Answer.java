// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.winnow.analyzer.api.ViolationFeed;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** What a route has to say. */
sealed interface Answer {

    /** One document. */
    record Document(CompletableFuture<Reply> reply) implements Answer {}

    /** Violations one by one. */
    record Violations(ViolationFeed feed, boolean follow, Framing framing) implements Answer {}

    /** How documents follow each other in one response. A document is one line. */
    enum Framing {
        /** JSON lines. */
        LINES("application/x-ndjson", "", "\n"),
        /** Server-sent events, as browsers read them. */
        EVENTS("text/event-stream", "data: ", "\n\n");

        private final String contentType;
        private final byte[] before;
        private final byte[] after;

        Framing(String contentType, String before, String after) {
            this.contentType = contentType;
            this.before = before.getBytes(StandardCharsets.US_ASCII);
            this.after = after.getBytes(StandardCharsets.US_ASCII);
        }

        String contentType() {
            return contentType;
        }

        ByteBuf frame(byte[] document) {
            return Unpooled.wrappedBuffer(before, document, after);
        }
    }
}
