// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.container.CgroupRef;
import io.winnow.collector.container.CgroupSpan;
import io.winnow.collector.container.Identification;
import io.winnow.collector.record.Printable;
import io.winnow.collector.record.SlotKey;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks who cgroups are, off the loop's thread; the loop takes the answers when it comes by. */
final class Identifications {

    private static final Logger LOG = LoggerFactory.getLogger(Identifications.class);
    private static final int SCAN_STEP = 64;

    /**
     * Who a cgroup is.
     *
     * @param slot null if the cgroup was found running and has no slot yet
     */
    record Answer(SlotKey slot, CgroupRef cgroup, Identification identification) {}

    /** Knows who cgroups are. */
    interface Identifier {

        /** Who it belongs to. */
        Identification identify(CgroupRef cgroup, CgroupSpan span);

        /** Another number than before means that an answer may be another too. For any thread. */
        default long changes() {
            return 0;
        }
    }

    /** What is answered before what. */
    private enum Urgency {
        /** It runs now, or has just ended: what is known about it may soon be gone. */
        URGENT,
        NORMAL,
        SCAN
    }

    /** Work for the executor, which may order it: urgent first, otherwise in turn. */
    private static final class Question implements Runnable, Comparable<Question> {

        private final Urgency urgency;
        private final long asked = System.nanoTime();
        private final Runnable work;

        Question(Urgency urgency, Runnable work) {
            this.urgency = urgency;
            this.work = work;
        }

        @Override
        public void run() {
            work.run();
        }

        @Override
        public int compareTo(Question other) {
            int byUrgency = urgency.compareTo(other.urgency);
            return byUrgency != 0 ? byUrgency : Long.signum(asked - other.asked);
        }
    }

    private final Identifier identify;
    private final Supplier<List<CgroupRef>> existing;
    private final Executor executor;
    private final AtomicBoolean scanning = new AtomicBoolean();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

    /**
     * Asks through an executor of one thread.
     *
     * @param executor one that honours the order of its tasks can serve thousands of cgroups and still be quick with the new one
     */
    Identifications(Identifier identify, Supplier<List<CgroupRef>> existing, Executor executor) {
        this.identify = identify;
        this.existing = existing;
        this.executor = executor;
    }

    void ask(SlotKey slot, CgroupRef cgroup, CgroupSpan span, boolean urgent) {
        executor.execute(new Question(
                urgent ? Urgency.URGENT : Urgency.NORMAL, () -> answers.add(new Answer(slot, cgroup, identified(cgroup, span)))));
    }

    /** Does something else when nothing waits for an answer. */
    void later(Runnable work) {
        executor.execute(new Question(Urgency.SCAN, work));
    }

    /** See {@link Identifier#changes}. */
    long changes() {
        return identify.changes();
    }

    /** Asks about every cgroup that there is, parents first, unless it is still at it. */
    void askForExisting() {
        if (scanning.compareAndSet(false, true)) {
            executor.execute(new Question(Urgency.SCAN, () -> scan(existing.get(), 0)));
        }
    }

    /** A step at a time, so that other questions are answered in between. */
    private void scan(List<CgroupRef> cgroups, int from) {
        int to = Math.min(cgroups.size(), from + SCAN_STEP);
        for (CgroupRef cgroup : cgroups.subList(from, to)) {
            Identification identification = identified(cgroup, CgroupSpan.NOW);
            if (identification instanceof Identification.Found) {
                answers.add(new Answer(null, cgroup, identification));
            }
        }
        if (to < cgroups.size()) {
            executor.execute(new Question(Urgency.SCAN, () -> scan(cgroups, to)));
        } else {
            scanning.set(false);
        }
    }

    private Identification identified(CgroupRef cgroup, CgroupSpan span) {
        try {
            return identify.identify(cgroup, span);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.warn("cgroup {} cannot be identified now: {}", Printable.of(cgroup.path()), Printable.of(e.toString()));
            return new Identification.NotYet();
        }
    }

    /** Hands over the answers that have come. Returns their number. */
    int poll(Consumer<Answer> consumer) {
        int count = 0;
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            consumer.accept(answer);
            count++;
        }
        return count;
    }
}
