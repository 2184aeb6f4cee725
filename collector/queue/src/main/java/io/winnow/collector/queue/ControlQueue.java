// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import io.winnow.collector.document.Acknowledgement;
import io.winnow.collector.document.PolicyDocument;
import io.winnow.collector.document.ProfilingRequest;
import io.winnow.collector.flyweight.Payloads;
import io.winnow.collector.queue.chronicle.Roll;
import io.winnow.collector.record.DocumentType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * The queue from analyzer to collector. A policy is state: the last one of a container counts, and the collector reads all of them when
 * it starts. Belongs to one thread.
 */
public final class ControlQueue implements AutoCloseable {

    private static final long MAX_BYTES = 64L << 20;

    private final QueueWriter writer;

    private ControlQueue(QueueWriter writer) {
        this.writer = writer;
    }

    /**
     * A configuration with the size that policies need. Its reserve is half of that of the events: acknowledgements, which let the disk of events
     * be freed, still pass if events no longer do.
     */
    public static QueueConfig config(Path directory, QueueConfig events) {
        return new QueueConfig(directory, Roll.DAILY, Duration.ZERO, MAX_BYTES, events.reserveBytes() / 2);
    }

    /**
     * Locks, recovers and opens the directory.
     *
     * @throws QueueException if it is in use, cannot be written, or is of another format version
     */
    public static ControlQueue open(QueueConfig config) {
        return new ControlQueue(QueueWriter.open(config, Clock.systemUTC()));
    }

    /** Sends a policy; false if there is no space on the disk. */
    public boolean send(PolicyDocument policy) {
        return append(DocumentType.POLICY, policy);
    }

    /** Sends what is to be profiled; false if there is no space on the disk. */
    public boolean send(ProfilingRequest request) {
        return append(DocumentType.PROFILING, request);
    }

    /** Releases events that a reader has done with; false if there is no space on the disk. */
    public boolean acknowledge(Acknowledgement acknowledgement) {
        return append(DocumentType.ACKNOWLEDGEMENT, acknowledgement);
    }

    private boolean append(DocumentType type, Object payload) {
        boolean appended = writer.append(type, ByteBuffer.wrap(Payloads.encode(payload)), 0);
        writer.retain();
        return appended;
    }

    @Override
    public void close() {
        writer.close();
    }
}
