// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.ingest.Ingest;
import io.winnow.analyzer.ingest.IngestState;
import io.winnow.analyzer.learn.Checkpoint;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.learn.StoreException;
import io.winnow.analyzer.publish.Publisher;
import io.winnow.analyzer.violation.Detectors;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores how far the queue has been read, but never past a violation that is not confirmed. The reading position is taken first and written
 * once everything up to it has arrived; that what is learned is ahead of it by then does no harm, because learning twice is learning once. Who
 * held which slot is of the moment that was taken, too: what is read again must find the containers of then.
 */
final class Checkpoints {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    /** Checkpoints take no more than a twentieth of the time: nothing is read meanwhile. */
    private static final long MIN_PAUSE = 20;

    private final Ingest ingest;
    private final Learner learner;
    private final Detectors detectors;
    private final DetectorStateFile detectorFile;
    private final RecentViolationsFile recentFile;
    private final ViolationFeed feed;
    private final Publisher publisher;
    private final PolicySender policies;
    private final long interval;
    private final LongSupplier nanoTime;
    private Checkpoint waiting;
    /** Of the moment that was taken: what came later comes again after a crash. */
    private List<byte[]> recent = List.of();
    private long writtenIndex;
    private long takenAt;
    /** What the last one has taken to write. */
    private long cost;
    private String lastError;

    Checkpoints(
            Ingest ingest, Learner learner, Detectors detectors, DetectorStateFile detectorFile, RecentViolationsFile recentFile,
            ViolationFeed feed, Publisher publisher, PolicySender policies, Duration interval, LongSupplier nanoTime) {
        this.ingest = ingest;
        this.learner = learner;
        this.detectors = detectors;
        this.detectorFile = detectorFile;
        this.recentFile = recentFile;
        this.feed = feed;
        this.publisher = publisher;
        this.policies = policies;
        this.interval = interval.toNanos();
        this.nanoTime = nanoTime;
        this.writtenIndex = ingest.state().index();
        this.takenAt = nanoTime.getAsLong();
    }

    /** Takes or writes a checkpoint if it is time. */
    void turn() {
        if (waiting == null && nanoTime.getAsLong() - takenAt >= Math.max(interval, cost * MIN_PAUSE)) {
            take();
        }
        if (waiting != null && confirmed(waiting.ingest().index())) {
            writeOne();
        }
    }

    /** At the end: what has arrived by now is written down. */
    void last() {
        if (waiting == null || confirmed(ingest.state().index())) {
            take();
        }
        while (waiting != null && confirmed(waiting.ingest().index())) {
            writeOne();
        }
    }

    /** Why checkpoints cannot be written at the moment, or null. */
    String lastError() {
        return lastError;
    }

    private void take() {
        takenAt = nanoTime.getAsLong();
        cost = 0;
        IngestState state = ingest.state();
        recent = feed.recent();
        waiting = state.index() == writtenIndex ? null : learner.mark(state);
    }

    private boolean confirmed(long index) {
        return publisher.lowestUnconfirmed().orElse(Long.MAX_VALUE) > index;
    }

    /** One file a turn: a turn that wrote all would keep every workload's violations waiting. */
    private void writeOne() {
        long start = nanoTime.getAsLong();
        try {
            if (!learner.storeNext()) {
                write();
            }
        } catch (StoreException | IOException e) {
            if (lastError == null) {
                LOG.warn("no checkpoint can be written ({}); the queue keeps what it would hold, and it is tried again", e.getMessage());
            }
            lastError = e.getMessage();
            waiting = null; // a later one takes its place
        }
        cost += nanoTime.getAsLong() - start;
    }

    private void write() throws IOException {
        detectorFile.save(detectors.state());
        recentFile.save(recent);
        learner.store(waiting);
        writtenIndex = waiting.ingest().index();
        policies.acknowledge(writtenIndex);
        waiting = null;
        if (lastError != null) {
            LOG.info("checkpoints are written again");
            lastError = null;
        }
    }
}
