// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.winnow.collector.record.MalformedRecordException;
import io.winnow.collector.record.TolerantJson;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The JSON form of payloads: the records of {@link io.winnow.collector.document}. Unknown
 * fields are skipped, so that a newer writer does not stop an older reader.
 */
public final class Payloads {

    private Payloads() {}

    public static byte[] encode(Object payload) {
        try {
            return TolerantJson.TOLERANT.writeValueAsBytes(payload);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON form: type=" + payload.getClass().getName(), e);
        }
    }

    /**
     * Reads the remaining bytes of {@code json}.
     *
     * @throws MalformedRecordException if they are not such a payload
     */
    public static <T> T decode(ByteBuffer json, Class<T> type) {
        byte[] bytes = new byte[json.remaining()];
        json.get(json.position(), bytes);
        try {
            T payload = TolerantJson.TOLERANT.readValue(bytes, type);
            if (payload == null) {
                throw new MalformedRecordException(type.getSimpleName() + ": null");
            }
            return payload;
        } catch (IOException e) {
            throw new MalformedRecordException(type.getSimpleName() + ": not such a payload: " + e.getMessage(), e);
        }
    }
}
