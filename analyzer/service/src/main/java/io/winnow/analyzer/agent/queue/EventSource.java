// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.queue;

import io.winnow.analyzer.ingest.Ingest;

/** Documents of an events queue, in order. For one thread. */
public interface EventSource extends AutoCloseable {

    /** Hands the next document to the ingest, always the same one; false if there is none yet. */
    boolean next(Ingest ingest);

    /** Calls this, on any thread, when there may be a next document. A reader that is not called looks now and then. */
    default void whenAppended(Runnable wake) {}

    /** Where they come from, for people. */
    String description();

    @Override
    void close();
}
