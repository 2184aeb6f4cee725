// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.container.CgroupRef;
import io.winnow.collector.container.ContainerDescription;
import io.winnow.collector.container.Identification;
import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.record.CgroupFlyweight;
import io.winnow.collector.record.ContainerKind;
import io.winnow.collector.record.ContainerMetadata;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.Grants.PidNamespace;
import io.winnow.collector.record.HeaderFlyweight;
import io.winnow.collector.record.PolicyDocument;
import io.winnow.collector.record.SessionInfo;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.tracer.SlotInfo;
import io.winnow.collector.tracer.Tracer;
import io.winnow.collector.tracer.TracerException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collector's one thread: moves the ring into the queue, finds out whose the slots are, samples them, and brings policies to
 * them. Sets are taken from the kernel's maps, so whatever a record fails to say is only said later.
 */
final class CollectorAgent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CollectorAgent.class);
    private static final Duration SCAN = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration ATTENTION = Duration.ofMillis(2);

    private final Tracer tracer;
    private final EventsQueue queue;
    private final Identifications identifications;
    private final Predicate<ContainerDescription> chosen;
    private final Policies policies;
    private final WatchedCgroups watched;
    private final SessionInfo session;
    private final CollectorConfig.Timing timing;
    private final int hostPidNamespace;
    private final LongSupplier nanoTime;
    private final Slots slots;
    private final Snapshots snapshots;
    private final LossReporter losses;
    private final BatchScout scout;
    private final long ringBytes;
    private final Interval windows;
    private final Interval scans;
    private final Interval polls;
    private final Interval attention;
    private final Interval lossReports;
    private final Interval housekeeping;
    private boolean begun;
    private boolean eager;
    private long now;
    /** More than half of the ring was waiting: records may be lost, and snapshots should say so soon. */
    private boolean pressed;

    CollectorAgent(
            CollectorConfig config,
            Tracer tracer,
            EventsQueue queue,
            Identifications identifications,
            Predicate<ContainerDescription> chosen,
            Policies policies,
            WatchedCgroups watched,
            SessionInfo session,
            int hostPidNamespace,
            LongSupplier nanoTime) {
        this.tracer = tracer;
        this.queue = queue;
        this.identifications = identifications;
        this.chosen = chosen;
        this.policies = policies;
        this.watched = watched;
        this.session = session;
        this.timing = config.timing();
        this.hostPidNamespace = hostPidNamespace;
        this.nanoTime = nanoTime;
        this.ringBytes = config.tracer().ringBytes();
        this.slots = new Slots(tracer);
        this.snapshots = new Snapshots(tracer, queue);
        this.losses = new LossReporter(tracer, queue);
        this.scout = new BatchScout(new Records());
        this.now = nanoTime.getAsLong();
        this.windows = new Interval(timing.window(), now);
        this.scans = new Interval(SCAN, now);
        this.polls = new Interval(POLL, now);
        this.attention = new Interval(ATTENTION, now);
        this.lossReports = new Interval(timing.losses(), now);
        this.housekeeping = new Interval(timing.housekeeping(), now);
    }

    /** One round, without waiting. Returns how much was done; 0 where there was nothing to do. */
    int doWork() {
        now = nanoTime.getAsLong();
        if (!begun && !begin()) {
            return 0; // not even the session fits on the disk
        }
        int work = drain();
        if (scans.elapsed(now)) {
            slots.scanSome(now);
        }
        if (polls.elapsed(now)) {
            work += readControl();
        }
        work += identifications.poll(this::onAnswer);
        if (attention.elapsed(now) || eager) {
            work += attend();
        }
        if (windows.elapsed(now)) {
            work += closeWindows();
        }
        if (lossReports.elapsed(now)) {
            work += losses.report();
        }
        if (housekeeping.elapsed(now)) {
            work += queue.retain();
        }
        return work;
    }

    /** A cgroup is new and not known yet: the next round should come soon. */
    boolean eager() {
        return eager;
    }

    private boolean begin() {
        if (!queue.append(DocumentType.SESSION, session)) {
            queue.retain();
            return false;
        }
        begun = true;
        slots.scanAll(now);
        readControl();
        identifications.askForExisting();
        losses.report();
        return true;
    }

    private int drain() {
        pressed = tracer.pending() > ringBytes / 2;
        return queue.drain(tracer, scout);
    }

    /** What a batch tells. */
    private final class Records implements BatchScout.Listener {

        @Override
        public void onCgroupCreated(CgroupFlyweight cgroup) {
            eager = true;
            slots.created(cgroup.slotKey(), new CgroupRef(cgroup.cgroupId(), cgroup.path()), cgroup.time(), now);
        }

        @Override
        public void onCgroupRemoved(CgroupFlyweight cgroup) {
            slots.find(cgroup.slotKey()).ifPresent(slot -> {
                slot.removed = true;
                slot.nextQuestion = now; // the last occasion
            });
        }

        @Override
        public void onStage(HeaderFlyweight header) {
            slots.find(header.slotKey()).ifPresent(slot -> {
                slot.entered = true;
                eager = true;
                slot.nextQuestion = now; // by now its runtime has written who it is
                slot.planSnapshot(now + timing.quickSnapshot().toNanos());
            });
        }

        @Override
        public void onRecord(HeaderFlyweight header, boolean sight) {
            if (sight || pressed) {
                slots.find(header.slotKey()).ifPresent(slot -> slot.planSnapshot(now + timing.quickSnapshot().toNanos()));
            }
        }
    }

    // ---- who is it?

    private void onAnswer(Identifications.Answer answer) {
        if (answer.slot() == null) {
            onExisting(answer.cgroup(), answer.identification());
            return;
        }
        TrackedSlot slot = slots.find(answer.slot()).orElse(null);
        if (slot == null) {
            return;
        }
        slot.asking = false;
        if (answer.identification() instanceof Identification.Found found) {
            onFound(slot, found.description());
        } else if (answer.identification() instanceof Identification.HostNoise && !slot.adopted) {
            release(slot);
        } else if (slot.removed || now - slot.trackedAt >= timing.identification().toNanos()) {
            settle(slot);
        } else {
            slot.askAgain(now);
        }
    }

    /** A cgroup that was there before the tracer. */
    private void onExisting(CgroupRef cgroup, Identification identification) {
        if (!(identification instanceof Identification.Found found) || !chosen.test(found.description())) {
            return;
        }
        Optional<TrackedSlot> covering = slots.covering(cgroup);
        if (covering.isPresent()) {
            if (covering.get().cgroup.id() != cgroup.id()) {
                unlessStale(covering.get(), () -> tracer.share(covering.get().key, cgroup.id()));
            }
            return;
        }
        OptionalInt index = tracer.watch(cgroup.id(), SlotMode.LATE, cgroup.path());
        if (index.isEmpty()) {
            losses.countUnwatched();
            LOG.warn("container {} runs unobserved: no slot is free; raise the number of slots", found.description().id());
            return;
        }
        tracer.slot(index.getAsInt()).ifPresent(info -> onFound(slots.track(info, now), found.description()));
    }

    private void onFound(TrackedSlot slot, ContainerDescription description) {
        if (!chosen.test(description)) {
            release(slot);
            return;
        }
        boolean known = slot.container != null;
        boolean changed = !description.equals(slot.container);
        slot.container = description;
        slot.askAgain(now);
        if (!known) {
            confirm(slot);
        }
        slot.announcing |= changed;
        announce(slot);
    }

    private void confirm(TrackedSlot slot) {
        PidNamespace namespace = slot.container.grants().pidNamespace();
        boolean first = slot.container.kind() == ContainerKind.COMMAND || namespace == PidNamespace.HOST || namespace == PidNamespace.JOINED;
        unlessStale(slot, () -> tracer.mode(slot.key, SlotMode.CONFIRMED | (first ? SlotMode.HOST_PID : 0), 0));
        watched.confirmed(slot.cgroup.path());
        policies.of(slot.container.id()).ifPresent(policy -> apply(policy, slot));
        slot.planSnapshot(now + timing.quickSnapshot().toNanos());
    }

    /**
     * Nobody knows it. What runs its entrypoint as the first process of a pid namespace of its own is a container all the same; anything
     * else is the host's.
     */
    private void settle(TrackedSlot slot) {
        if (slot.adopted) {
            slot.askAgain(now);
            return;
        }
        Optional<SlotInfo> info = slots.info(slot);
        boolean contained = info.isPresent()
                && info.get().entrypoint() != 0
                && info.get().pidNamespace() != 0
                && info.get().pidNamespace() != hostPidNamespace;
        if (contained) {
            onFound(slot, ContainerDescription.nameless(slot.cgroup));
        } else {
            release(slot);
        }
    }

    private void announce(TrackedSlot slot) {
        if (slot.announcing) {
            slot.announcing = !queue.append(DocumentType.CONTAINER, metadata(slot));
        }
    }

    private ContainerMetadata metadata(TrackedSlot slot) {
        return slot.container.metadata(slot.key, slot.cgroup, session.node(), slot.created, slot.late);
    }

    // ---- what each slot needs now

    private int attend() {
        int work = 0;
        boolean itemsRead = false;
        eager = false;
        for (TrackedSlot slot : slots.copy()) {
            if (slot.questionDue(now)) {
                slot.asking = true;
                identifications.ask(slot.key, slot.cgroup);
                work++;
            }
            announce(slot);
            eager |= slot.eager(now);
            boolean due = slot.snapshotPlanned && now - slot.snapshotDue >= 0;
            if (slot.confirmed() && (due || slot.removed && !slot.asking)) {
                if (!itemsRead) {
                    snapshots.begin();
                    itemsRead = true;
                }
                work += slot.removed ? finish(slot) : sample(slot);
            }
        }
        return work;
    }

    private int sample(TrackedSlot slot) {
        slot.snapshotPlanned = false;
        return onOutcome(slot, snapshots.take(slot, false));
    }

    private int closeWindows() {
        int work = 0;
        snapshots.begin();
        for (TrackedSlot slot : slots.copy()) {
            if (slot.confirmed() && !slot.removed) {
                slots.info(slot).ifPresent(info -> slots.track(info, now));
                if (slot.entered) { // one that nothing runs in is no sample
                    slot.snapshotPlanned = false;
                    work += onOutcome(slot, snapshots.take(slot, !slot.watching));
                }
            }
        }
        return work;
    }

    private int onOutcome(TrackedSlot slot, Snapshots.Outcome outcome) {
        if (outcome == Snapshots.Outcome.STALE) {
            slots.drop(slot);
        }
        return outcome == Snapshots.Outcome.WRITTEN ? 1 : 0;
    }

    /** The cgroup is gone: the last snapshot, then the slot is free. Where the disk is full the slot keeps the state until it is not. */
    private int finish(TrackedSlot slot) {
        if (slot.announcing || snapshots.take(slot, !slot.watching) == Snapshots.Outcome.REFUSED) {
            return 0;
        }
        if (slot.container != null) {
            long ended = slots.info(slot).map(SlotInfo::removed).orElse(0L) + tracer.clockOffset();
            queue.append(DocumentType.CONTAINER, metadata(slot).ended(ended));
            policies.forget(slot.container.id());
        }
        release(slot);
        return 1;
    }

    private void release(TrackedSlot slot) {
        unlessStale(slot, () -> tracer.release(slot.key));
        slots.drop(slot);
    }

    // ---- policies

    private int readControl() {
        return policies.poll(this::onPolicy, done -> queue.acknowledge(done.reader(), done.index()));
    }

    private void onPolicy(PolicyDocument policy) {
        for (TrackedSlot slot : slots.all()) {
            if (slot.container != null && slot.container.id().equals(policy.container())) {
                apply(policy, slot);
            }
        }
    }

    private void apply(PolicyDocument policy, TrackedSlot slot) {
        unlessStale(slot, () -> {
            boolean watch = policy.mode() == PolicyDocument.Mode.WATCH;
            if (watch) {
                tracer.watchPolicy(slot.key, PolicyWords.of(policy));
            } else {
                tracer.learn(slot.key);
            }
            tracer.mode(slot.key, policy.denials() ? SlotMode.DENIALS : 0, policy.denials() ? 0 : SlotMode.DENIALS);
            slot.watching = watch;
        });
    }

    private static void unlessStale(TrackedSlot slot, Runnable action) {
        try {
            action.run();
        } catch (TracerException e) {
            if (!e.stale()) {
                throw e;
            }
            LOG.debug("cgroup {} is gone: {}", slot.cgroup.path(), e.getMessage());
        }
    }

    /** Empties the ring, takes the last snapshots and says what was lost. Leaves tracer and queue open. */
    @Override
    public void close() {
        now = nanoTime.getAsLong();
        if (begun) {
            while (drain() > 0) {
                // until the ring is empty, or the disk full
            }
            identifications.poll(this::onAnswer);
            attend();
            closeWindows();
            losses.report();
        }
        policies.close();
    }
}
