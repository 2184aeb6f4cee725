// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import java.time.Duration;
import java.util.List;

/**
 * A place that events are delivered to, in the order in which they are sent. One thread uses it, but {@link Delivery} may be called from
 * any. After a {@link SinkException} or a failed delivery the caller closes the sink, opens it again and sends everything unconfirmed anew:
 * at least once, with nothing reordered.
 */
public interface Sink extends AutoCloseable {

    /** Called once per sent event. */
    interface Delivery {
        /** The event is where it belongs and survives a crash there as far as the sink promises. */
        void confirmed();

        /** It will not arrive by itself any more. */
        void failed(SinkException reason);

        /** The place does not take this event, however often it is sent; nothing else is concerned. */
        void refused(String reason);
    }

    /**
     * Connects. Harmless if it is connected already.
     *
     * @throws SinkException if the place cannot be reached or written
     */
    void open() throws SinkException, InterruptedException;

    /**
     * Hands one event over; may block.
     *
     * @throws SinkException if it was not taken; {@code delivery} is then never called
     */
    void send(PublishedEvent event, Delivery delivery) throws SinkException, InterruptedException;

    /**
     * Transmits what was sent; called when nothing more is waiting.
     *
     * @throws SinkException if that failed
     */
    void flush() throws SinkException, InterruptedException;

    /** Gives up what is unconfirmed after at most this time and closes connections and files. Harmless when repeated. */
    void close(Duration patience);

    @Override
    default void close() {
        close(Duration.ZERO);
    }

    /**
     * Does with events that never happened all that {@link #send} does, but for delivering them, so that the first real one finds classes loaded and code
     * compiled. May be called by another thread.
     */
    default void rehearse(List<PublishedEvent> events) throws SinkException, InterruptedException {}

    /** Where it delivers to, for messages: {@code "Kafka at localhost:9092"}. */
    String description();
}
