// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import io.winnow.analyzer.metric.Metric;
import io.winnow.analyzer.metric.Metrics;
import io.winnow.analyzer.metric.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The pipeline's output. {@link #publish} never blocks: it puts the event into a bounded outbox from which a thread of its own delivers.
 * The pipeline asks {@link #hasCapacity} before it reads on, so that with the broker away the queue on disk holds what comes, and takes the
 * confirmations with {@link #collect}; a checkpoint may pass {@link #lowestUnconfirmed} never.
 */
public final class Publisher implements AutoCloseable {

    /** Time to close connections once there is nothing more to wait for. */
    private static final Duration PARTING = Duration.ofSeconds(5);

    private static final double MILLIS_PER_SECOND = 1000;

    private final Outbox outbox;
    private final Sink sink;
    private final Sender sender;
    private final Thread thread;

    /**
     * @param capacity events held in memory before {@link #hasCapacity} says no
     * @param retryAfter pause before a failed sink is tried again
     * @param silenceAllowed how long a sink may leave an event unanswered before that is reported
     */
    public Publisher(Sink sink, int capacity, Duration retryAfter, Duration silenceAllowed) {
        this.outbox = new Outbox(capacity);
        this.sink = sink;
        this.sender = new Sender(outbox, sink, retryAfter, silenceAllowed);
        this.thread = new Thread(sender, "winnow-publisher");
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    public boolean hasCapacity() {
        return outbox.hasCapacity();
    }

    /** Takes the event; {@code position} is that of the queue document it came from, and never falls. */
    public void publish(PublishedEvent event, long position) {
        outbox.add(event, position);
    }

    /** Hands confirmed events to the receiver, on the caller's thread and in the order of publishing; returns how many. */
    public int collect(Consumer<PublishedEvent> receiver) {
        return outbox.collect(receiver);
    }

    /** The position of the first event that has not been collected as confirmed; empty if all are. */
    public OptionalLong lowestUnconfirmed() {
        return outbox.lowestUnconfirmed();
    }

    /** Events not yet collected as confirmed. */
    public int pending() {
        return outbox.size();
    }

    /** Says where the metrics of what is on its way are read. */
    public void register(Metrics metrics) {
        metrics.read(Metric.UNCONFIRMED_EVENTS, this::pending)
                .read(Metric.DEAD_LETTERS, sender::deadLetters)
                .read(Metric.OLDEST_UNCONFIRMED, () -> List.of(Sample.of(outbox.age().toMillis() / MILLIS_PER_SECOND)));
    }

    /** How long events that were collected were on each hop from here on. To be asked by the thread that collects. */
    public List<Sample> delays() {
        return outbox.delays();
    }

    /** Where events go to. */
    public String description() {
        return sink.description();
    }

    /** Whether the sink has been opened and answers. */
    public boolean reachable() {
        return sender.reachable();
    }

    /** Why nothing is delivered at the moment. */
    public Optional<String> lastError() {
        return Optional.ofNullable(sender.lastError());
    }

    /** Since when nothing is delivered; empty if all is well. */
    public Optional<Instant> failingSince() {
        return Optional.ofNullable(sender.failingSince());
    }

    /** Events that were refused, and their dead letters, too: only the log has them. */
    public long discarded() {
        return sender.discarded();
    }

    /** Waits until everything published is confirmed; says whether it is. */
    public boolean awaitConfirmed(Duration patience) throws InterruptedException {
        return outbox.awaitConfirmed(patience);
    }

    /** Stops at once. What is unconfirmed is read from the queue again by the next start. */
    @Override
    public void close() {
        sender.stop();
        thread.interrupt();
        try {
            thread.join(PARTING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sink.close();
    }
}
