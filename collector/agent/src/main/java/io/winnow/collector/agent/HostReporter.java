// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.document.HostInfo;
import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.record.DocumentType;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Writes HOST documents: one at the start, and one whenever something has changed. It looks off the loop's thread, now and then. */
final class HostReporter {

    private static final Duration LOOK = Duration.ofSeconds(30);

    private final EventsQueue queue;
    private final Supplier<HostInfo> host;
    private final Executor executor;
    private final Interval looks;
    private volatile HostInfo found;
    private HostInfo written;
    private boolean looked;

    HostReporter(EventsQueue queue, Supplier<HostInfo> host, Executor executor, long now) {
        this.queue = queue;
        this.host = host;
        this.executor = executor;
        this.looks = new Interval(LOOK, now);
    }

    /** Returns 1 if there was something to say. */
    int report(long now) {
        if (looks.elapsed(now) || !looked) {
            looked = true;
            executor.execute(() -> found = host.get());
        }
        HostInfo latest = found;
        if (latest == null || latest.equals(written) || !queue.append(DocumentType.HOST, latest)) {
            return 0;
        }
        written = latest;
        return 1;
    }
}
