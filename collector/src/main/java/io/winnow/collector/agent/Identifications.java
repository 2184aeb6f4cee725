// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.container.CgroupRef;
import io.winnow.collector.container.Identification;
import io.winnow.collector.record.SlotKey;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
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
     * @param slot null where the cgroup was found running and has no slot yet
     */
    record Answer(SlotKey slot, CgroupRef cgroup, Identification identification) {}

    private final Function<CgroupRef, Identification> identify;
    private final Supplier<List<CgroupRef>> existing;
    private final Executor executor;
    private final AtomicBoolean scanning = new AtomicBoolean();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

    Identifications(Function<CgroupRef, Identification> identify, Supplier<List<CgroupRef>> existing, Executor executor) {
        this.identify = identify;
        this.existing = existing;
        this.executor = executor;
    }

    void ask(SlotKey slot, CgroupRef cgroup) {
        executor.execute(() -> answers.add(new Answer(slot, cgroup, identified(cgroup))));
    }

    /** Asks about every cgroup that there is, parents first, unless it is still at it. Other questions are answered in between. */
    void askForExisting() {
        if (scanning.compareAndSet(false, true)) {
            executor.execute(() -> scan(existing.get(), 0));
        }
    }

    private void scan(List<CgroupRef> cgroups, int from) {
        int to = Math.min(cgroups.size(), from + SCAN_STEP);
        for (CgroupRef cgroup : cgroups.subList(from, to)) {
            Identification identification = identified(cgroup);
            if (identification instanceof Identification.Found) {
                answers.add(new Answer(null, cgroup, identification));
            }
        }
        if (to < cgroups.size()) {
            executor.execute(() -> scan(cgroups, to));
        } else {
            scanning.set(false);
        }
    }

    private Identification identified(CgroupRef cgroup) {
        try {
            return identify.apply(cgroup);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.warn("cgroup {} cannot be identified now", cgroup.path(), e);
            return new Identification.NotYet(true);
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
