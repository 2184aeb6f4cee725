// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.ingest.RecordedQueue;
import io.winnow.collector.flyweight.DocumentHeader;
import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.tracer.Tracer;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Recorded documents as a collector writes them. */
final class RecordedTraffic {

    private RecordedTraffic() {}

    /** Appends them to a queue; what cannot be a document of a collector is left out. */
    static void append(RecordedQueue traffic, int from, int to, EventsQueue queue) {
        for (int i = from; i < to; i++) {
            ByteBuffer document = ByteBuffer.wrap(traffic.document(i)).order(ByteOrder.LITTLE_ENDIAN);
            int number = document.getShort(DocumentHeader.TYPE_OFFSET);
            ByteBuffer payload = document.position(DocumentHeader.BLOCK_LENGTH).slice();
            if (number == DocumentType.BATCH.number()) {
                queue.drain(ring(payload, document.getLong(DocumentHeader.RING_POSITION_OFFSET)), (batch, position) -> {});
            } else if (number != 0) {
                queue.append(DocumentType.of(number), payload);
            }
        }
    }

    /** A tracer of which nothing is known but what its ring holds. */
    private static Tracer ring(ByteBuffer content, long position) {
        return (Tracer) Proxy.newProxyInstance(Tracer.class.getClassLoader(), new Class<?>[] {Tracer.class}, (proxy, method, arguments) -> {
            int bytes = content.remaining();
            return switch (method.getName()) {
                case "pending" -> (long) bytes;
                case "position" -> position;
                case "drained" -> null;
                case "drain" -> {
                    ((ByteBuffer) arguments[0]).put(content);
                    yield bytes;
                }
                default -> throw new UnsupportedOperationException(method.getName());
            };
        });
    }
}
