// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import java.nio.ByteBuffer;

/** Sees a batch in the page that it was just appended to. */
@FunctionalInterface
public interface AppendListener {

    /** The bytes from position to limit are the batch; they are valid during the call only. */
    void onBatch(ByteBuffer batch, long ringPosition);
}
