// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The bounded, ordered store of events that are not confirmed yet. The pipeline's thread adds and collects confirmations, the courier takes
 * and rewinds, a sink's thread confirms.
 */
final class Outbox {

    /** An event on its way. */
    final class Parcel {
        private final Event event;
        private final long position;
        private long sentAt;
        private boolean confirmed;

        private Parcel(Event event, long position) {
            this.event = event;
            this.position = position;
        }

        Event event() {
            return event;
        }

        void confirm() {
            lock.lock();
            try {
                open -= confirmed ? 0 : 1;
                confirmed = true;
                if (open == 0) {
                    allConfirmed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final Condition allConfirmed = lock.newCondition();
    /** Everything unconfirmed in the order of adding; a confirmed parcel stays until all before it are confirmed too. */
    private final Deque<Parcel> unconfirmed = new ArrayDeque<>();
    /** What of it is still to be sent, by key. The keys take turns, so that none waits for all that another one has. */
    private final Map<String, Deque<Parcel>> waiting = new LinkedHashMap<>();
    /** What is on its way, in the order of sending; confirmed ones among it. */
    private final Deque<Parcel> sent = new ArrayDeque<>();
    /** Parcels that are not confirmed. */
    private int open;

    Outbox(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("an outbox holds at least one event: capacity=" + capacity);
        }
        this.capacity = capacity;
    }

    /** Whether the pipeline may go on: past the bound it stops reading, and its queue holds the rest. */
    boolean hasRoom() {
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

    /** Adds; also past the bound, because one document of the queue may hold many events and is not read by halves. */
    void add(Event event, long position) {
        lock.lock();
        try {
            Parcel parcel = new Parcel(event, position);
            unconfirmed.add(parcel);
            wait(parcel);
            open++;
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next to be sent, or null when there is none within the time. */
    Parcel take(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = patience.toNanos();
            Parcel next;
            while ((next = nextUnconfirmed()) == null) {
                if (nanos <= 0) {
                    return null;
                }
                nanos = added.awaitNanos(nanos);
            }
            next.sentAt = System.nanoTime();
            forgetConfirmed();
            sent.add(next);
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Skips what an earlier attempt delivered after all. */
    private Parcel nextUnconfirmed() {
        Parcel next = next(waiting.entrySet().iterator());
        while (next != null && next.confirmed) {
            next = next(waiting.entrySet().iterator());
        }
        return next;
    }

    /** The first of the key whose turn it is; the key goes to the end of the line. */
    private Parcel next(Iterator<Map.Entry<String, Deque<Parcel>>> keys) {
        if (!keys.hasNext()) {
            return null;
        }
        Map.Entry<String, Deque<Parcel>> turn = keys.next();
        String key = turn.getKey();
        Deque<Parcel> parcels = turn.getValue();
        keys.remove();
        Parcel next = parcels.poll();
        if (!parcels.isEmpty()) {
            waiting.put(key, parcels);
        }
        return next;
    }

    private void wait(Parcel parcel) {
        waiting.computeIfAbsent(parcel.event.key(), key -> new ArrayDeque<>()).add(parcel);
    }

    /** Everything unconfirmed is to be sent again, that of each key in the old order. */
    void rewind() {
        lock.lock();
        try {
            waiting.clear();
            sent.clear();
            for (Parcel parcel : unconfirmed) {
                if (!parcel.confirmed) {
                    wait(parcel);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Hands out what is confirmed, in order, up to the first that is not, and forgets it. */
    int collect(Consumer<Event> receiver) {
        List<Event> collected = confirmed();
        collected.forEach(receiver);
        return collected.size();
    }

    private List<Event> confirmed() {
        lock.lock();
        try {
            List<Event> events = new ArrayList<>();
            while (!unconfirmed.isEmpty() && unconfirmed.peek().confirmed) {
                events.add(unconfirmed.poll().event);
            }
            return events;
        } finally {
            lock.unlock();
        }
    }

    /** The position of the first event that is not confirmed and collected. Positions are added in rising order. */
    OptionalLong lowestUnconfirmed() {
        lock.lock();
        try {
            Parcel head = unconfirmed.peek();
            return head == null ? OptionalLong.empty() : OptionalLong.of(head.position);
        } finally {
            lock.unlock();
        }
    }

    /** How long the oldest sent event has been without an answer; zero if none is on its way. */
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
