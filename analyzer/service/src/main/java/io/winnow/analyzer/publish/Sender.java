// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries in-flight records from the outbox to the sink, one after the other. If the sink fails, it starts again at the first unconfirmed in-flight record,
 * and says so once and not at every attempt.
 */
final class Sender implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    private static final Duration LOOK_UP = Duration.ofMillis(500);

    private final Outbox outbox;
    private final Sink sink;
    private final Duration retryAfter;
    private final Duration silenceAllowed;
    private volatile boolean running = true;
    private volatile boolean reachable;
    private volatile String lastError;
    private volatile Instant failingSince;
    private final AtomicLong deadLetters = new AtomicLong();
    private final AtomicLong discarded = new AtomicLong();

    Sender(Outbox outbox, Sink sink, Duration retryAfter, Duration silenceAllowed) {
        this.outbox = outbox;
        this.sink = sink;
        this.retryAfter = retryAfter;
        this.silenceAllowed = silenceAllowed;
    }

    /** Why nothing is delivered at the moment, or null. */
    String lastError() {
        return lastError;
    }

    /** Since when nothing is delivered, or null. */
    Instant failingSince() {
        return failingSince;
    }

    /** Events that were refused. */
    long deadLetters() {
        return deadLetters.get();
    }

    /** Of them those of which not even the dead letter was taken: only the log has them. */
    long discarded() {
        return discarded.get();
    }

    boolean reachable() {
        return reachable && lastError == null;
    }

    void stop() {
        running = false;
    }

    @Override
    public void run() {
        try {
            while (running) {
                attempt();
            }
        } catch (InterruptedException e) {
            // The publisher closes: what is unconfirmed stays in the queue for the next start.
            Thread.currentThread().interrupt();
        }
    }

    /** Delivers until something fails, and then makes ready for the next attempt. */
    private void attempt() throws InterruptedException {
        try {
            deliver();
            return;
        } catch (SinkException e) {
            report(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("delivery to {} failed unexpectedly", sink.description(), e);
            report(sink.description() + " failed: " + e);
        }
        sink.close();
        outbox.rewind();
        Thread.sleep(retryAfter.toMillis());
    }

    /** Until the first failure or the end. */
    private void deliver() throws SinkException, InterruptedException {
        sink.open();
        reachable = true;
        recovered();
        AtomicReference<SinkException> failure = new AtomicReference<>();
        while (running) {
            Outbox.InFlightRecord inFlightRecord = outbox.take(Duration.ZERO);
            if (inFlightRecord == null) {
                sink.flush();
                inFlightRecord = outbox.take(LOOK_UP);
            }
            if (failure.get() != null) {
                throw failure.get();
            }
            if (inFlightRecord != null) {
                PublishedEvent event = inFlightRecord.event();
                sink.send(inFlightRecord.refusal().map(reason -> DeadLetter.of(event, reason)).orElse(event), new Receipt(inFlightRecord, failure));
            }
            listen();
        }
        sink.flush();
    }

    /** A broker that goes away is not an error to its client, which waits; to an operator it is one. */
    private void listen() {
        if (outbox.silence().compareTo(silenceAllowed) > 0) {
            report(sink.description() + " has not answered for " + silenceAllowed.toSeconds() + " s");
        } else {
            recovered();
        }
    }

    private void report(String reason) {
        if (lastError == null) {
            LOG.warn("{}; nothing is lost: {} events wait in memory, the rest in the queue, and delivery is tried again every {} s",
                    reason, outbox.size(), Math.max(1, retryAfter.toSeconds()));
            failingSince = Instant.now();
        }
        lastError = reason;
    }

    private void recovered() {
        if (lastError != null) {
            LOG.info("{} takes events again", sink.description());
            lastError = null;
            failingSince = null;
        }
    }

    /** Its dead letter takes its place. If that is refused, too, the log is what is left: nothing may wait for it. */
    private void refused(Outbox.InFlightRecord inFlightRecord, String reason) {
        PublishedEvent event = inFlightRecord.event();
        if (inFlightRecord.refusal().isEmpty()) {
            if (deadLetters.getAndIncrement() == 0) {
                LOG.warn("{} refuses events: {} ({}); dead letters take their places, and are counted from now on", sink.description(), event, reason);
            }
            inFlightRecord.refuse(reason);
            return;
        }
        discarded.incrementAndGet();
        LOG.error("event lost: {} refuses it ({}), and its dead letter, too ({}): {}", sink.description(), inFlightRecord.refusal().get(), reason, event);
        inFlightRecord.confirm();
    }

    /** A in-flight record's answer. An attempt that has been given up fails into its own, forgotten holder. */
    private final class Receipt implements Sink.Delivery {

        private final Outbox.InFlightRecord inFlightRecord;
        private final AtomicReference<SinkException> failure;

        Receipt(Outbox.InFlightRecord inFlightRecord, AtomicReference<SinkException> failure) {
            this.inFlightRecord = inFlightRecord;
            this.failure = failure;
        }

        @Override
        public void confirmed() {
            inFlightRecord.confirm();
        }

        @Override
        public void failed(SinkException reason) {
            failure.compareAndSet(null, reason);
        }

        @Override
        public void refused(String reason) {
            Sender.this.refused(inFlightRecord, reason);
        }
    }
}
