// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.Printable;
import io.winnow.collector.tracer.Tracer;
import io.winnow.collector.tracer.TracerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes snapshots of slots into the events queue. */
final class Snapshots {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    /** What became of a snapshot. */
    enum Outcome {
        WRITTEN,
        /** No space on the disk: come again. */
        REFUSED,
        /** The slot has gone to another slot owner. */
        STALE,
        /** It has more items than a document holds. */
        TOO_LARGE
    }

    private final Tracer tracer;
    private final EventsQueue queue;
    private int items;

    Snapshots(Tracer tracer, EventsQueue queue) {
        this.tracer = tracer;
        this.queue = queue;
    }

    /** Before each round: the items of all slots are read at once. */
    void begin() {
        items = tracer.readItems();
    }

    /** How many items there were over all slots, when they were read last. */
    int items() {
        return items;
    }

    Outcome take(TrackedSlot slot, boolean closeWindow) {
        try {
            int bytes = queue.appendSnapshot(items, page -> tracer.snapshot(slot.key, closeWindow, page));
            if (bytes <= 0) {
                return Outcome.REFUSED;
            }
            slot.snapshotBytes = bytes;
            return Outcome.WRITTEN;
        } catch (TracerException e) {
            if (e.stale()) {
                return Outcome.STALE;
            }
            if (e.errno() == Errno.ENOSPC) {
                LOG.error("cgroup {}: {}", Printable.of(slot.cgroup.path()), e.getMessage());
                return Outcome.TOO_LARGE;
            }
            throw e;
        }
    }
}
