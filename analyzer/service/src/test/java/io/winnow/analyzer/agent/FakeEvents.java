// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.agent.queue.EventSource;
import io.winnow.analyzer.ingest.Ingest;
import io.winnow.analyzer.ingest.IngestState;
import io.winnow.analyzer.ingest.RecordedQueue;

/** Documents that a test has recorded; more may come while they are read. A document's place is its queue index. */
final class FakeEvents implements EventSource {

    private final RecordedQueue queue;
    private int next;
    private volatile boolean broken;
    private volatile boolean closed;

    FakeEvents(RecordedQueue queue, IngestState start) {
        this.queue = queue;
        this.next = (int) (start.index() + 1);
    }

    void breakDown() {
        broken = true;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public boolean next(Ingest ingest) {
        if (broken) {
            throw new IllegalStateException("the test's queue is broken");
        }
        synchronized (queue) {
            if (next >= queue.size()) {
                return false;
            }
            queue.replay(ingest, next, next + 1);
            next++;
            return true;
        }
    }

    @Override
    public String description() {
        return "the test's queue";
    }

    @Override
    public void close() {
        closed = true;
    }
}
