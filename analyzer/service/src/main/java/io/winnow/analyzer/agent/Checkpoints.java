// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.agent.queue.PolicySender;
import io.winnow.analyzer.agent.reported.ReportFiles;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.finding.Findings;
import io.winnow.analyzer.finding.KeptFinding;
import io.winnow.analyzer.ingest.Ingest;
import io.winnow.analyzer.ingest.IngestState;
import io.winnow.analyzer.learn.Checkpoint;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.learn.StoreException;
import io.winnow.analyzer.publish.Publisher;
import io.winnow.analyzer.violation.DetectorState;
import io.winnow.analyzer.violation.Detectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores how far the queue has been read, but never past a violation that is not confirmed. The reading position is taken first and written
 * once everything up to it has arrived; that what is learned is ahead of it by then does no harm, because learning twice is learning once. Who
 * held which slot is of the moment that was taken, too: what is read again must find the containers of then.
 *
 * <p>Another thread writes the files, one after the other, and each has to be on the disk before the next: an alert waits for none of them.
 */
final class Checkpoints {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    /** Checkpoints take no more than a twentieth of the time: other programs need the disk, too. */
    private static final long MIN_PAUSE = 20;

    private final Ingest ingest;
    private final Learner learner;
    private final Detectors detectors;
    private final Findings findings;
    private final ReportFiles reportFiles;
    private final ViolationFeed feed;
    private final Publisher publisher;
    private final PolicySender policies;
    private final long interval;
    private final LongSupplier nanoTime;
    private final ThreadPoolExecutor files = SideThread.named("winnow-checkpoint");
    private Checkpoint waiting;
    /** What is being written of it; null if nothing is. */
    private CompletableFuture<Void> writing;
    /** Whether all but the learner's checkpoint is written or about to be. */
    private boolean reportsWritten;
    /** Whether that is what is being written. */
    private boolean ending;
    private long writingSince;
    /** Of the moment that was taken: what came later comes again after a crash. */
    private List<byte[]> recent = List.of();
    private long writtenIndex;
    /** Of findings, when the checkpoint was taken, and in the last one that is written. */
    private long takenDecisions;
    private long writtenDecisions;
    private long takenAt;
    /** What the last one has taken to write. */
    private long cost;
    private String lastError;

    Checkpoints(
            Ingest ingest, Learner learner, Detectors detectors, Findings findings, ReportFiles reportFiles, ViolationFeed feed, Publisher publisher,
            PolicySender policies, Duration interval, LongSupplier nanoTime) {
        this.ingest = ingest;
        this.learner = learner;
        this.detectors = detectors;
        this.findings = findings;
        this.reportFiles = reportFiles;
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
        if (writing != null) {
            settleIfDone();
            return;
        }
        if (waiting == null && nanoTime.getAsLong() - takenAt >= Math.max(interval, cost * MIN_PAUSE)) {
            take();
        }
        if (waiting != null && confirmed(waiting.ingest().index())) {
            writeOne();
        }
    }

    /** At the end: what has arrived by now is written down. */
    void last() {
        awaitWriting();
        if (waiting == null || confirmed(ingest.state().index())) {
            take();
        }
        while (waiting != null && confirmed(waiting.ingest().index())) {
            writeOne();
            awaitWriting();
        }
        files.shutdown();
    }

    private void awaitWriting() {
        if (writing != null) {
            writing.exceptionally(e -> null).join();
            settleIfDone();
        }
    }

    /** Why checkpoints cannot be written at the moment, or null. */
    String lastError() {
        return lastError;
    }

    private void take() {
        takenAt = nanoTime.getAsLong();
        cost = 0;
        reportsWritten = false;
        ending = false;
        IngestState state = ingest.state();
        recent = feed.recent();
        takenDecisions = findings.decisions();
        waiting = state.index() == writtenIndex && takenDecisions == writtenDecisions ? null : learner.mark(state);
    }

    private boolean confirmed(long index) {
        return publisher.lowestUnconfirmed().orElse(Long.MAX_VALUE) > index;
    }

    /** One file at a time: what the learner knows of a workload is taken when it is that workload's turn. */
    private void writeOne() {
        writingSince = nanoTime.getAsLong();
        try {
            writing = learner.storeNext(files).orElse(null);
            if (writing == null && !reportsWritten) {
                writing = writeReports();
                reportsWritten = true;
            } else if (writing == null) {
                writing = learner.store(waiting, files);
                ending = true;
            }
        } catch (StoreException e) {
            failed(e);
        }
    }

    /** What was published. It is written before the checkpoint, which says that it need not be read again. */
    private CompletableFuture<Void> writeReports() {
        DetectorState reported = detectors.state();
        List<byte[]> newest = recent;
        List<KeptFinding> found = findings.state();
        return CompletableFuture.runAsync(() -> {
            try {
                reportFiles.save(reported, newest, found);
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }, files);
    }

    private void settleIfDone() {
        if (!writing.isDone()) {
            return;
        }
        cost += nanoTime.getAsLong() - writingSince;
        CompletableFuture<Void> done = writing;
        writing = null;
        try {
            done.join();
        } catch (CompletionException e) {
            failed(e.getCause());
            return;
        }
        if (ending) {
            written();
        }
    }

    private void written() {
        writtenIndex = waiting.ingest().index();
        writtenDecisions = takenDecisions;
        policies.acknowledge(writtenIndex);
        waiting = null;
        if (lastError != null) {
            LOG.info("checkpoints are written again");
            lastError = null;
        }
    }

    /** A later one takes its place. */
    private void failed(Throwable reason) {
        if (!(reason instanceof StoreException || reason instanceof UncheckedIOException)) {
            throw new IllegalStateException("a checkpoint failed", reason);
        }
        if (lastError == null) {
            LOG.warn("no checkpoint can be written ({}); the queue keeps what it would hold, and it is tried again", reason.getMessage());
        }
        lastError = reason.getMessage();
        waiting = null;
    }
}
