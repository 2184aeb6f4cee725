// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import java.net.URI;
import java.time.Instant;
import java.util.Objects;

/**
 * A CloudEvents 1.0 event whose data is one JSON document.
 *
 * @param stream where it goes, and its type
 * @param id unique within the source and the same whenever the same thing is reported again
 * @param source who says it: {@code /winnow/<cluster>/<node>}
 * @param subject what it is about
 * @param time when it happened, not when it was sent
 * @param key what must stay in order: events of one key are never reordered
 * @param data the document: one line of JSON, UTF-8, without a line end; empty if there is none any more under this key
 */
public record PublishedEvent(EventStream stream, String id, URI source, String subject, Instant time, String key, byte[] data) {

    public PublishedEvent {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(data, "data");
    }

    @Override
    public String toString() {
        return stream.type() + " id=" + id + " key=" + key + " bytes=" + data.length;
    }
}
