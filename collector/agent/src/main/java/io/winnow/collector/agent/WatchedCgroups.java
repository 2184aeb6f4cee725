// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Notifies other threads when a cgroup's slot is confirmed, so that a command is not started before its modes are set. */
final class WatchedCgroups {

    private final Map<String, CompletableFuture<Void>> byPath = new ConcurrentHashMap<>();

    void confirmed(String path) {
        CompletableFuture<Void> waiting = byPath.get(path);
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    void expect(String path) {
        byPath.computeIfAbsent(path, key -> new CompletableFuture<>());
    }

    /** False if the time was over first. */
    boolean await(String path, Duration timeout) throws InterruptedException {
        try {
            byPath.computeIfAbsent(path, key -> new CompletableFuture<>()).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    void forget(String path) {
        byPath.remove(path);
    }
}
