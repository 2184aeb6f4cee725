// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** The newest violation documents, and those who want to hear of the next. Bounded; any thread may use it. */
public final class ViolationFeed {

    private final int capacity;
    private final long mostBytes;
    private final Deque<byte[]> recent = new ArrayDeque<>();
    private long bytes;
    private final List<Consumer<byte[]>> followers = new ArrayList<>();

    /** @param capacity documents kept for those who ask later */
    public ViolationFeed(int capacity) {
        this(capacity, Long.MAX_VALUE);
    }

    /** @param mostBytes of them together, but for a single one: containers have a say in their length */
    public ViolationFeed(int capacity, long mostBytes) {
        this.capacity = capacity;
        this.mostBytes = mostBytes;
    }

    /** Adds a document: one line of JSON, without its line end. */
    public synchronized void add(byte[] document) {
        recent.addLast(document);
        bytes += document.length;
        while (recent.size() > capacity || recent.size() > 1 && bytes > mostBytes) {
            bytes -= recent.removeFirst().length;
        }
        followers.forEach(follower -> follower.accept(document));
    }

    public synchronized List<byte[]> recent() {
        return List.copyOf(recent);
    }

    /**
     * Tells the follower of everything recent and then of everything new, without a gap in between. It is called under a lock and must only
     * pass on.
     *
     * @return ends it
     */
    public synchronized Runnable follow(Consumer<byte[]> follower) {
        recent.forEach(follower);
        followers.add(follower);
        return () -> forget(follower);
    }

    /** How many follow now. */
    synchronized int followers() {
        return followers.size();
    }

    private synchronized void forget(Consumer<byte[]> follower) {
        followers.remove(follower);
    }
}
