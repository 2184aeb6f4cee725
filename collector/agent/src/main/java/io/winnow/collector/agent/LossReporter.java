// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.document.LossReport;
import io.winnow.collector.document.LossReport.ContainerLosses;
import io.winnow.collector.document.LossReport.Fill;
import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.tracer.HostCounters;
import io.winnow.collector.tracer.Tracer;
import io.winnow.collector.tracer.TracerOptions;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Writes LOSS documents: one at the start, one whenever something was lost, and one now and then, so that readers know that the writer is there. */
final class LossReporter {

    /** A reader takes a writer for dead that has been silent for some of these. */
    private static final long HEARTBEAT = TimeUnit.SECONDS.toNanos(10);

    private final Tracer tracer;
    private final EventsQueue queue;
    private final TracerOptions options;
    private final IntSupplier slots;
    private final IntSupplier items;
    private LossReport written;
    private long writtenAt;
    private long unwatched;
    private long lateDrains;
    private long nameless;
    private long incomplete;
    private long ringBytes;

    /**
     * @param options that the tracer was opened with
     * @param slots in use
     * @param items kept, when they were read last
     */
    LossReporter(Tracer tracer, EventsQueue queue, TracerOptions options, IntSupplier slots, IntSupplier items) {
        this.tracer = tracer;
        this.queue = queue;
        this.options = options;
        this.slots = slots;
        this.items = items;
    }

    /** So many bytes wait in the ring. */
    void ringHolds(long bytes) {
        ringBytes = Math.max(ringBytes, bytes);
    }

    /** A running container was found for which no slot was free. */
    void countUnwatched() {
        unwatched++;
    }

    /** The ring was found more than half full. */
    void countLateDrain() {
        lateDrains++;
    }

    /** A container has ended about which not all was learned. */
    void countUnidentified(TrackedSlot slot) {
        if (slot.nameless) {
            nameless++;
        } else {
            incomplete++;
        }
    }

    /** Returns 1 if there was something to say. */
    int report(long now) {
        HostCounters counters = tracer.counters();
        LossReport report = new LossReport(
                tracer.epoch(),
                counters.slotsExhausted() + unwatched,
                counters.cgroupsFull(),
                tracer.skipped(),
                lateDrains,
                new ContainerLosses(nameless, incomplete),
                queue.losses(),
                new Fill(ringBytes, options.ringBytes(), slots.getAsInt(), tracer.slots(), items.getAsInt(), options.items()));
        boolean silent = now - writtenAt < HEARTBEAT && report.sameLosses(written);
        if (silent || !queue.append(DocumentType.LOSS, report)) {
            return 0;
        }
        written = report;
        writtenAt = now;
        ringBytes = 0;
        return 1;
    }
}
