// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import io.winnow.collector.flyweight.BatchReader;
import io.winnow.collector.queue.QueueReader;
import io.winnow.collector.record.DocumentType;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** What arrived in the events queue, read beside the service. */
final class DeliveredRecords {
    private DeliveredRecords() {
    }

    /** Records of one slot. */
    static long count(Path queue, int slot, int generation) {
        long count = 0;
        BatchReader batch = new BatchReader();
        try (QueueReader reader = QueueReader.open(queue)) {
            while (reader.next()) {
                if (reader.header().type() != DocumentType.BATCH) {
                    continue;
                }
                ByteBuffer payload = reader.payload();
                batch.wrap(payload, payload.position(), payload.remaining(), reader.header().ringPosition());
                while (batch.next()) {
                    if (batch.header().slot() == slot && batch.header().generation() == generation) {
                        count++;
                    }
                }
            }
        }
        return count;
    }
}
