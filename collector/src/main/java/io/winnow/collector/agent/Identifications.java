// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.container.CgroupRef;
import io.winnow.collector.container.Identification;
import io.winnow.collector.record.SlotKey;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks who cgroups are, off the loop's thread; the loop takes the answers when it comes by. */
final class Identifications {

    private static final Logger LOG = LoggerFactory.getLogger(Identifications.class);

    /**
     * Who a cgroup is.
     *
     * @param slot null where the cgroup was found running and has no slot yet
     */
    record Answer(SlotKey slot, CgroupRef cgroup, Identification identification) {}

    private final Function<CgroupRef, Identification> identify;
    private final Supplier<List<CgroupRef>> existing;
    private final Executor executor;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

    Identifications(Function<CgroupRef, Identification> identify, Supplier<List<CgroupRef>> existing, Executor executor) {
        this.identify = identify;
        this.existing = existing;
        this.executor = executor;
    }

    void ask(SlotKey slot, CgroupRef cgroup) {
        executor.execute(() -> answers.add(new Answer(slot, cgroup, identified(cgroup))));
    }

    /** Asks about every cgroup that there is, parents first. */
    void askForExisting() {
        executor.execute(() -> {
            for (CgroupRef cgroup : existing.get()) {
                answers.add(new Answer(null, cgroup, identified(cgroup)));
            }
        });
    }

    private Identification identified(CgroupRef cgroup) {
        try {
            return identify.apply(cgroup);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.warn("cgroup {} cannot be identified now", cgroup.path(), e);
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
