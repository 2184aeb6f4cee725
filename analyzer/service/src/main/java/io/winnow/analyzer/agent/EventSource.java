// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.ingest.Ingest;

/** Documents of an events queue, in order. For one thread. */
public interface EventSource extends AutoCloseable {

    /** Hands the next document to the ingest, always the same one; false if there is none yet. */
    boolean next(Ingest ingest);

    /** Where they come from, for people. */
    String description();

    @Override
    void close();
}
