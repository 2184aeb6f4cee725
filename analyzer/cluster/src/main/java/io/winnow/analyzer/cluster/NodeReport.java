// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.publish.EventStream;
import io.winnow.analyzer.publish.PublishedEvent;
import io.winnow.analyzer.publish.SharedEvents;
import io.winnow.analyzer.store.Shared;
import io.winnow.analyzer.workload.PlainText;
import java.net.URI;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Record;

/** What a node says that it saw of a workload. A producer that may write to the topic can write anything. */
record NodeReport(Shared shared) {

    private static final byte[] NOTHING = {};
    private static final int ID_DIGITS = 32;

    /** @throws IllegalArgumentException if it is none; the message says why, as plain text */
    static NodeReport read(Record<String, byte[]> message) {
        Shared shared = Shared.read(data(message));
        if (shared.node().equals(Shared.HUB)) {
            throw new IllegalArgumentException("it names no node");
        }
        String key = SharedEvents.key(shared.cluster(), shared.workload());
        if (!key.equals(message.key())) {
            // a workload that is spread over two keys is joined nowhere
            throw new IllegalArgumentException("its key is " + plain(message.key()) + ", and it is about " + key);
        }
        return new NodeReport(shared);
    }

    boolean isOf(String cluster) {
        return shared.cluster().equals(cluster);
    }

    /** An event in the place of one that was not understood. */
    static PublishedEvent refused(Record<String, byte[]> message, String place) {
        return new PublishedEvent(EventStream.OBSERVATIONS, PlainText.hash(place, ID_DIGITS), URI.create("/winnow/hub"), "observation",
                Instant.ofEpochMilli(message.timestamp()), plain(message.key()), data(message));
    }

    private static byte[] data(Record<String, byte[]> message) {
        return message.value() == null ? NOTHING : message.value();
    }

    private static String plain(String key) {
        return key == null ? "" : PlainText.of(key);
    }
}
