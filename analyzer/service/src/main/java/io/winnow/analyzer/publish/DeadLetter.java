// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;

/**
 * What becomes of an event that is refused where it should go, as consumers read it: the data of an {@code io.winnow.deadletter.v1} event, which
 * {@code deadletter.schema.json} describes.
 *
 * @param id of the refused event
 * @param type of the refused event
 * @param bytes of its data
 * @param data its document; left out if it is too large, or if there was none
 */
@JsonPropertyOrder({"id", "time", "type", "key", "reason", "bytes", "data"})
public record DeadLetter(String id, String time, String type, String key, String reason, int bytes, @JsonRawValue String data) {

    /** Every broker takes as much, as every broker takes a million bytes by default. */
    private static final int MAX_DATA = 256 << 10;

    private static final int MAX_REASON = 1024;

    private static final DocumentMapper DOCUMENTS = new DocumentMapper();

    /** The event that takes the refused one's place, under the same id and key. */
    static PublishedEvent of(PublishedEvent refused, String reason) {
        byte[] data = refused.data();
        return of(refused, reason, data.length > 0 && data.length <= MAX_DATA ? new String(data, StandardCharsets.UTF_8) : null);
    }

    /** The same of one that a reader did not understand: what is no document is left where it was read. */
    public static PublishedEvent unread(PublishedEvent refused, String reason) {
        return of(refused, reason, null);
    }

    private static PublishedEvent of(PublishedEvent refused, String reason, String document) {
        DeadLetter letter = new DeadLetter(
                refused.id(),
                DateTimeFormatter.ISO_INSTANT.format(refused.time()),
                refused.stream().type(),
                refused.key(),
                reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON),
                refused.data().length,
                document);
        return new PublishedEvent(
                EventStream.DEADLETTERS, refused.id(), refused.source(), refused.subject(), refused.time(), refused.key(), DOCUMENTS.write(letter));
    }
}
