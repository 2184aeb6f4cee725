// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The newest violation documents, and followers that read them at their own speed. The documents are held once, however many followers there are:
 * a follower has a position, and one that is behind all that is kept has fallen out. Bounded; any thread may use it.
 */
public final class ViolationFeed {

    private final int capacity;
    private final long maxBytes;
    private final List<byte[]> kept = new ArrayList<>();
    private final List<Follower> followers = new ArrayList<>();
    private long bytes;
    /** Documents that came before those that are kept. */
    private long gone;

    /** @param capacity documents that are listed for those who ask later */
    public ViolationFeed(int capacity) {
        this(capacity, Long.MAX_VALUE);
    }

    /** @param maxBytes of all that is kept, but for a single document: containers have a say in their length */
    public ViolationFeed(int capacity, long maxBytes) {
        this.capacity = capacity;
        this.maxBytes = maxBytes;
    }

    /** Adds a document: one line of JSON, without its line end. */
    public void add(byte[] document) {
        List<Follower> waiting;
        synchronized (this) {
            kept.add(document);
            bytes += document.length;
            while (kept.size() > 1 && (bytes > maxBytes || followers.isEmpty() && kept.size() > capacity)) {
                bytes -= kept.remove(0).length;
                gone++;
            }
            waiting = followers.isEmpty() ? List.of() : List.copyOf(followers);
        }
        waiting.forEach(follower -> follower.news.accept(follower));
    }

    /** The newest, in order. */
    public synchronized List<byte[]> recent() {
        return List.copyOf(kept.subList(Math.max(0, kept.size() - capacity), kept.size()));
    }

    /**
     * Follows from the oldest that {@link #recent} lists.
     *
     * @param news is called, by any thread, with the follower when there is something new; it must only pass on
     */
    public synchronized Follower follow(Consumer<Follower> news) {
        Follower follower = new Follower(news, gone + Math.max(0, kept.size() - capacity));
        followers.add(follower);
        return follower;
    }

    /** How many follow now. */
    public synchronized int followers() {
        return followers.size();
    }

    /** A reader of everything recent and then of everything new, without a gap in between. */
    public final class Follower implements AutoCloseable {

        private static final int MAX_BATCH = 64;

        private final Consumer<Follower> news;
        private long position;

        private Follower(Consumer<Follower> news, long position) {
            this.news = news;
            this.position = position;
        }

        /** Some of the next documents; empty if there are none yet. */
        public List<byte[]> next() {
            synchronized (ViolationFeed.this) {
                int from = (int) Math.max(0, position - gone);
                List<byte[]> next = List.copyOf(kept.subList(from, Math.min(kept.size(), from + MAX_BATCH)));
                position = gone + from + next.size();
                return next;
            }
        }

        /** Whether documents went that it had not read. */
        public boolean fellOut() {
            synchronized (ViolationFeed.this) {
                return position < gone;
            }
        }

        @Override
        public void close() {
            synchronized (ViolationFeed.this) {
                followers.remove(this);
            }
        }
    }
}
