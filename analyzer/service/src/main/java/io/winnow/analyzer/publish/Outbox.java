// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import io.winnow.analyzer.metric.Delays;
import io.winnow.analyzer.metric.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The bounded, ordered store of events that are not confirmed yet. The pipeline's thread adds and collects confirmations, the sender takes
 * and rewinds, a sink's thread confirms.
 */
final class Outbox {

    /** An event in flight. */
    final class InFlightRecord {
        private final PublishedEvent event;
        private final long position;
        private final long addedAt = System.nanoTime();
        private long sentAt;
        private long confirmedAt;
        private boolean atSink;
        private boolean confirmed;
        private String refusal;

        private InFlightRecord(PublishedEvent event, long position) {
            this.event = event;
            this.position = position;
        }

        PublishedEvent event() {
            return event;
        }

        /** Why it was refused, so that its dead letter is to be sent; empty if it was not. */
        Optional<String> refusal() {
            lock.lock();
            try {
                return Optional.ofNullable(refusal);
            } finally {
                lock.unlock();
            }
        }

        /** It will never be taken: it is the next of its key to be sent, as a dead letter. */
        void refuse(String reason) {
            lock.lock();
            try {
                answered(this);
                refusal = reason;
                waiting.computeIfAbsent(event.key(), key -> new ArrayDeque<>()).addFirst(this);
                added.signalAll();
            } finally {
                lock.unlock();
            }
        }

        void confirm() {
            lock.lock();
            try {
                answered(this);
                open -= confirmed ? 0 : 1;
                confirmedAt = confirmed ? confirmedAt : System.nanoTime();
                confirmed = true;
                if (open == 0) {
                    allConfirmed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Bytes of documents that a sink may hold unanswered. A sink keeps its own copy of each; a broker that answers within 50 ms takes 80 MiB a second all the same. */
    private static final long WINDOW = 4 << 20;
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final Condition allConfirmed = lock.newCondition();
    /** Everything unconfirmed in the order of adding; a confirmed in-flight record stays until all before it are confirmed too. */
    private final Deque<InFlightRecord> unconfirmed = new ArrayDeque<>();
    /** What of it is still to be sent, by key. The keys take turns, so that none waits for all that another one has. */
    private final Map<String, Deque<InFlightRecord>> waiting = new LinkedHashMap<>();
    /** What is in flight, in the order of sending; confirmed ones among it. */
    private final Deque<InFlightRecord> sent = new ArrayDeque<>();
    /** In-flight records that are not confirmed. */
    private int open;
    /** Bytes of what the sink has not answered. */
    private long atSink;
    /** From the judgement to the sink, and from there to the confirmation; the last attempt counts. */
    private final Delays waited = new Delays("outbox");
    private final Delays confirmed = new Delays("broker");

    Outbox(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("an outbox holds at least one event: capacity=" + capacity);
        }
        this.capacity = capacity;
    }

    /** Whether the pipeline may go on: past the bound it stops reading, and its queue holds the rest. */
    boolean hasCapacity() {
        return size() < capacity;
    }

    int size() {
        lock.lock();
        try {
            return unconfirmed.size();
        } finally {
            lock.unlock();
        }
    }

    /** Adds; also past the bound, because one document of the queue may hold many events and is not read in parts. */
    void add(PublishedEvent event, long position) {
        lock.lock();
        try {
            InFlightRecord inFlightRecord = new InFlightRecord(event, position);
            unconfirmed.add(inFlightRecord);
            wait(inFlightRecord);
            open++;
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next to be sent, or null if there is none, or the sink holds what it may, for that time. */
    InFlightRecord take(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = patience.toNanos();
            InFlightRecord next;
            while ((next = nextUnconfirmed()) == null) {
                if (nanos <= 0) {
                    return null;
                }
                nanos = added.awaitNanos(nanos);
            }
            next.sentAt = System.nanoTime();
            next.atSink = true;
            atSink += next.event.data().length;
            forgetConfirmed();
            sent.add(next);
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Skips what an earlier attempt delivered after all. */
    private InFlightRecord nextUnconfirmed() {
        while (atSink < WINDOW && !waiting.isEmpty()) {
            InFlightRecord next = nextOfKeys();
            if (!next.confirmed) {
                return next;
            }
        }
        return null;
    }

    /** The first of the key whose turn it is; the key goes to the end of the line. */
    private InFlightRecord nextOfKeys() {
        String key = waiting.keySet().iterator().next();
        Deque<InFlightRecord> ofKey = waiting.remove(key);
        InFlightRecord next = ofKey.poll();
        if (!ofKey.isEmpty()) {
            waiting.put(key, ofKey);
        }
        return next;
    }

    private void wait(InFlightRecord inFlightRecord) {
        waiting.computeIfAbsent(inFlightRecord.event.key(), key -> new ArrayDeque<>()).add(inFlightRecord);
    }

    /** The sink holds it no more; an attempt that was given up may say so late, and does not count. */
    private void answered(InFlightRecord inFlightRecord) {
        if (inFlightRecord.atSink) {
            inFlightRecord.atSink = false;
            atSink -= inFlightRecord.event.data().length;
            added.signalAll();
        }
    }

    /** Everything unconfirmed is to be sent again, that of each key in the old order. */
    void rewind() {
        lock.lock();
        try {
            waiting.clear();
            sent.clear();
            atSink = 0;
            for (InFlightRecord inFlightRecord : unconfirmed) {
                inFlightRecord.atSink = false;
                if (!inFlightRecord.confirmed) {
                    wait(inFlightRecord);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Hands out what is confirmed, in order, up to the first that is not, and forgets it. */
    int collect(Consumer<PublishedEvent> receiver) {
        List<PublishedEvent> collected = confirmed();
        collected.forEach(receiver);
        return collected.size();
    }

    private List<PublishedEvent> confirmed() {
        lock.lock();
        try {
            List<PublishedEvent> events = new ArrayList<>();
            while (!unconfirmed.isEmpty() && unconfirmed.peek().confirmed) {
                InFlightRecord arrived = unconfirmed.poll();
                waited.observe(arrived.sentAt - arrived.addedAt);
                confirmed.observe(arrived.confirmedAt - arrived.sentAt);
                events.add(arrived.event);
            }
            return events;
        } finally {
            lock.unlock();
        }
    }

    /** How long what was collected has waited here, and then for its confirmation. To be asked by the thread that collects. */
    List<Sample> delays() {
        return List.of(waited.sample(), confirmed.sample());
    }

    /** The position of the first event that is not confirmed and collected. Positions are added in rising order. */
    OptionalLong lowestUnconfirmed() {
        lock.lock();
        try {
            InFlightRecord head = unconfirmed.peek();
            return head == null ? OptionalLong.empty() : OptionalLong.of(head.position);
        } finally {
            lock.unlock();
        }
    }

    /** How long ago the oldest event happened, which may have been in the queue for long before it came here; zero if there is none. */
    Duration age() {
        lock.lock();
        try {
            InFlightRecord head = unconfirmed.peek();
            Duration age = head == null ? Duration.ZERO : Duration.between(head.event.time(), Instant.now());
            return age.isNegative() ? Duration.ZERO : age;
        } finally {
            lock.unlock();
        }
    }

    /** How long the oldest sent event has been without an answer; zero if none is in flight. */
    Duration silence() {
        lock.lock();
        try {
            forgetConfirmed();
            return sent.isEmpty() ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - sent.peek().sentAt);
        } finally {
            lock.unlock();
        }
    }

    private void forgetConfirmed() {
        while (!sent.isEmpty() && sent.peek().confirmed) {
            sent.poll();
        }
    }

    /** Waits until all that was added is confirmed; says whether it is. */
    boolean awaitConfirmed(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = patience.toNanos();
            while (open > 0) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = allConfirmed.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
