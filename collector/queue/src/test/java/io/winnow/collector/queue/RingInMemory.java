// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import io.winnow.collector.flyweight.RecordEncoder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** A ring that tests fill. */
final class RingInMemory implements BatchSource {

    private final Deque<byte[]> records = new ArrayDeque<>();
    private long position;
    private int unacknowledged;

    /** A record waits from now on. */
    void emit(byte[] record) {
        records.add(RecordEncoder.framed(record));
    }

    /** Bytes that were drained and not acknowledged. */
    int unacknowledged() {
        return unacknowledged;
    }

    @Override
    public long pending() {
        return records.stream().mapToLong(record -> record.length).sum();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public int drain(ByteBuffer destination) {
        int bytes = 0;
        while (!records.isEmpty() && records.peek().length <= destination.remaining()) {
            byte[] record = records.remove();
            destination.put(record);
            bytes += record.length;
        }
        position += bytes;
        unacknowledged += bytes;
        return bytes;
    }

    @Override
    public void drained(int bytes) {
        if (bytes > unacknowledged) {
            throw new IllegalStateException(bytes + " bytes acknowledged, " + unacknowledged + " were drained");
        }
        unacknowledged -= bytes;
    }
}
