// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.container.CgroupRef;
import io.winnow.collector.container.CgroupSpan;
import io.winnow.collector.container.ContainerDescription;
import io.winnow.collector.record.SlotKey;
import java.util.concurrent.TimeUnit;

/** A slot in use, as the agent knows it. Times are {@code System.nanoTime()}'s. */
final class TrackedSlot {

    /** A runtime that is just starting the container writes its state within this time: what it writes is asked about at once. */
    private static final long EAGER = TimeUnit.MILLISECONDS.toNanos(500);
    /** On a busy host it takes longer until the state directory of an engine is found, and the container's configuration in it. */
    private static final long CONFIGURATION = 3_000_000_000L;
    private static final long CONFIGURATION_DELAY = 200_000_000;
    /** Of quick snapshots: 128 KiB a second. */
    private static final long NANOS_PER_BYTE = TimeUnit.SECONDS.toNanos(1) / (128 << 10);
    private static final long FIRST_DELAY = 20_000_000;
    private static final long MAX_DELAY = TimeUnit.SECONDS.toNanos(1);
    private static final long INCOMPLETE_DELAY = 5_000_000_000L;

    final SlotKey key;
    final CgroupRef cgroup;
    /** Was running before it was watched. */
    final boolean late;
    /** Was known to an earlier process: its CONTAINER document is in the queue already. */
    final boolean adopted;
    /** It had ended before this process found it. Its runtime's state is gone: the question who it was can wait. */
    final boolean foundEnded;
    final long trackedAt;
    /** Wall time, nanoseconds. */
    final long created;

    /** Null until the container is identified. */
    ContainerDescription container;
    /** No runtime knows it: it is called by its cgroup. */
    boolean nameless;
    /** What its last CONTAINER document said; null before the first. */
    ContainerDescription announced;
    /** The CONTAINER document is still to be written. */
    boolean announcing;
    boolean removed;
    /** Wall time, nanoseconds; only if {@link #removed}. */
    private long ended;
    boolean entered;
    boolean watching;
    /** Its calls are counted and timed. */
    boolean profiled;
    /** An identification is in progress. */
    boolean asking;
    /** Asked about after its end: no later answer can say more. */
    private boolean askedLast;
    /** Since when it should have been identified. */
    long unknownSince;
    long nextQuestion;
    /** When a quick snapshot is due; only if {@link #snapshotPlanned}. */
    long snapshotDue;
    boolean snapshotPlanned;
    /** Of the last one. */
    int snapshotBytes;
    private long delay = FIRST_DELAY;

    TrackedSlot(SlotKey key, CgroupRef cgroup, boolean late, boolean adopted, boolean foundEnded, long trackedAt, long created) {
        this.key = key;
        this.cgroup = cgroup;
        this.late = late;
        this.adopted = adopted;
        this.foundEnded = foundEnded;
        this.trackedAt = trackedAt;
        this.created = created;
        this.nextQuestion = trackedAt;
        this.unknownSince = trackedAt;
    }

    /** It is to be sampled: a container, or what an earlier process took for one. */
    boolean confirmed() {
        return container != null || adopted;
    }

    /** Whether it is time to ask who it is. */
    boolean questionDue(long now) {
        return !asking && !settled() && (now - nextQuestion >= 0 || removed && !askedLast);
    }

    /** The cgroup is gone. */
    void remove(long wallTime) {
        if (!removed) {
            removed = true;
            ended = wallTime;
        }
    }

    /** When its cgroup was there. */
    CgroupSpan span() {
        return new CgroupSpan(created, removed ? ended : Long.MAX_VALUE);
    }

    void ask() {
        asking = true;
        askedLast = removed;
    }

    /** It has ended, and what can be known about it is known. */
    boolean over() {
        return removed && !asking && (askedLast || settled());
    }

    private boolean settled() {
        return container != null && container.complete();
    }

    /** The answer left something open: more and more slowly. */
    void askAgain(long now) {
        nextQuestion = now + (awaitsConfiguration(now) ? Math.min(CONFIGURATION_DELAY, delay) : container == null ? delay : INCOMPLETE_DELAY);
        delay = Math.min(MAX_DELAY, delay * 2);
    }

    /** Runtimes have written something: it may be about this one, if it is new. */
    void hear(long now) {
        if (eager(now) || awaitsConfiguration(now)) {
            nextQuestion = now;
        }
    }

    /** The entrypoint was executed: by now its runtime has written who it is. */
    void enter(long now) {
        entered = true;
        nextQuestion = now;
        unknownSince = now;
    }

    /** It is new, and not all is known about it yet. */
    boolean eager(long now) {
        return !settled() && now - unknownSince < EAGER;
    }

    /** A container of which no runtime's configuration is known yet, but may be soon. */
    boolean awaitsConfiguration(long now) {
        return container != null && !container.configured() && now - unknownSince < CONFIGURATION;
    }

    /** So long after now; the more the container has to report, the later, so that its snapshots take no more of the queue than its records. */
    void planSnapshot(long now, long delay) {
        if (!snapshotPlanned) {
            snapshotPlanned = true;
            snapshotDue = now + delay + snapshotBytes * NANOS_PER_BYTE;
        }
    }
}
