// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** How documents follow each other in one response. A document is one line. */
enum ViolationFraming {
    /** JSON lines. */
    LINES("application/x-ndjson", "", "\n"),
    /** Server-sent events, as browsers read them. */
    EVENTS("text/event-stream", "data: ", "\n\n");

    private final String contentType;
    private final byte[] before;
    private final byte[] after;

    ViolationFraming(String contentType, String before, String after) {
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
