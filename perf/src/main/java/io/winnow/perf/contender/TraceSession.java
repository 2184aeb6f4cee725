// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.contender;

import io.winnow.collector.flyweight.SnapshotFlyweight;
import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.queue.QueueConfig;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.SlotKey;
import io.winnow.testbed.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Every call of the watched cgroups, from the kernel's ring into an events queue on disk: one thread drains, and sleeps a millisecond
 * when it has nothing to do, as the collector's agent does. The queue is deleted at the end.
 */
public final class TraceSession implements AutoCloseable {
    private static final long IDLE_NANOS = 1_000_000;
    private static final long QUEUE_BYTES = 16L << 30;
    private static final int SNAPSHOT_BYTES = 1 << 20;

    private final ContenderCgroups watched;
    private final Path directory;
    private final EventsQueue queue;
    private final Thread drain;
    private volatile boolean ending;
    private final AtomicLong bytes = new AtomicLong();
    private volatile long drainNanos;
    private volatile RuntimeException failure;

    /**
     * What came through.
     *
     * @param produced records that the kernel made
     * @param lost of them, those that found no place in the ring
     * @param bytes copied from the ring into the queue
     * @param drainNanos CPU time of the draining thread, from its start to the last record
     */
    public record Flow(long produced, long lost, long bytes, long drainNanos) {

        public long delivered() {
            return produced - lost;
        }
    }

    private TraceSession(ContenderCgroups watched, Path directory) {
        this.watched = watched;
        this.directory = directory;
        QueueConfig config = QueueConfig.of(directory).withMaxBytes(QUEUE_BYTES);
        this.queue = EventsQueue.open(config, watched.tracer()::clockOffset);
        this.drain = new Thread(this::drainUntilEnd, "drain");
    }

    public static TraceSession start(Harness harness, ObservedLoad subject) {
        ContenderCgroups watched = ContenderCgroups.open(subject.cgroups(), WinnowMode.TRACE);
        try {
            Files.createDirectories(harness.output());
            TraceSession session = new TraceSession(watched, Files.createTempDirectory(harness.output(), "queue-"));
            session.drain.start();
            return session;
        } catch (IOException e) {
            watched.close();
            throw new UncheckedIOException("cannot make a queue below " + harness.output(), e);
        }
    }

    private void drainUntilEnd() {
        try {
            while (!ending) {
                if (drainOnce() == 0) {
                    LockSupport.parkNanos(IDLE_NANOS);
                }
            }
            while (drainOnce() > 0) {
                continue;
            }
            drainNanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private int drainOnce() {
        watched.tracer().tick();
        int drained = queue.drain(watched.tracer(), (batch, position) -> {});
        bytes.addAndGet(drained);
        return drained;
    }

    /** What came through. Only after {@link #finish}. */
    public Flow flow() {
        ByteBuffer snapshot = ByteBuffer.allocateDirect(SNAPSHOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        SnapshotFlyweight view = new SnapshotFlyweight();
        long produced = 0;
        long lost = 0;
        watched.tracer().readItems();
        for (SlotKey slot : watched.slots()) {
            int size = watched.tracer().snapshot(slot, false, snapshot.clear());
            view.wrap(snapshot, 0, size);
            produced += view.produced();
            lost += view.lost(Loss.RING_FULL);
        }
        return new Flow(produced, lost, bytes.get(), drainNanos);
    }

    /** Lets the drain take what still waits, and end. Returns when the last record is in the queue. */
    public void finish() {
        ending = true;
        try {
            drain.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        try {
            finish();
        } finally {
            queue.close();
            watched.close();
            Directories.delete(directory);
        }
    }
}
