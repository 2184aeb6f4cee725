// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.queue;

import io.winnow.analyzer.ingest.Ingest;
import io.winnow.analyzer.ingest.IngestState;
import io.winnow.collector.queue.QueueReader;
import io.winnow.collector.record.MalformedRecordException;

/** Moves documents from the queue into the ingest. For one thread. */
public final class EventsPump {

    private final QueueReader reader;
    private final Ingest ingest;

    /** @param start where the ingest goes on; the reader is moved behind it */
    public EventsPump(QueueReader reader, Ingest ingest, IngestState start) {
        this.reader = reader;
        this.ingest = ingest;
        if (start.index() >= 0) {
            reader.resumeAfter(start.queue(), start.index(), start.sequence());
        }
    }

    /**
     * Reads what is there.
     *
     * @param most documents
     * @return how many were read; 0 if there are none yet
     */
    public int poll(int most) {
        int read = 0;
        while (read < most && next()) {
            read++;
        }
        return read;
    }

    private boolean next() {
        try {
            if (!reader.next()) {
                return false;
            }
        } catch (MalformedRecordException e) {
            ingest.unreadable(reader.index());
            return true;
        }
        ingest.queue(reader.id());
        ingest.document(reader.index(), reader.header(), reader.payload());
        return true;
    }
}
