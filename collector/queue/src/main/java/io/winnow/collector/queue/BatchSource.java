// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import java.nio.ByteBuffer;

/** What the queue takes batches of records from: a ring that keeps the bytes until it hears that they are in the queue. */
public interface BatchSource {

    /** Bytes that wait. */
    long pending();

    /** Bytes ever drained. */
    long position();

    /**
     * Copies all committed records that fit, in the ring's own form ({@link io.winnow.collector.flyweight.BatchReader}). The next call continues
     * behind them, but the source keeps them until {@link #drained}: a process that ends in between repeats records and loses none.
     *
     * @return bytes copied, 0 if there are none
     */
    int drain(ByteBuffer destination);

    /** Releases the space of drained records. */
    void drained(int bytes);
}
