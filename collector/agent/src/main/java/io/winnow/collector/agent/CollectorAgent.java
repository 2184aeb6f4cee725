// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.container.CgroupRef;
import io.winnow.collector.container.ContainerDescription;
import io.winnow.collector.document.HostInfo;
import io.winnow.collector.document.SessionInfo;
import io.winnow.collector.flyweight.CgroupFlyweight;
import io.winnow.collector.flyweight.HeaderFlyweight;
import io.winnow.collector.flyweight.ObservationFlyweight;
import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.tracer.Tracer;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The collector's one thread: moves the ring into the queue, keeps track of the slots, samples them, and brings policies to them.
 * Sets are taken from the kernel's maps, so whatever a record fails to say is only said later.
 */
final class CollectorAgent implements AutoCloseable {

    private static final Duration SCAN = Duration.ofSeconds(1);
    private static final Duration RESCAN = Duration.ofSeconds(30);
    /** While nothing stirs: thousands of containers that are at peace cost next to nothing. */
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration ATTENTION = Duration.ofMillis(2);

    private final Tracer tracer;
    private final EventsQueue queue;
    private final PolicyReader policies;
    private final WatchedCgroups watched;
    private final SessionInfo session;
    private final LongSupplier nanoTime;
    private final long ringBytes;
    private final long quickSnapshot;
    private final Slots slots;
    private final SlotActions actions;
    private final SlotBindings slotBindings;
    private final Snapshots snapshots;
    private final CallProfiling profiling;
    private final ControlRequests requests;
    private final LossReporter losses;
    private final HostReporter host;
    private final StartedPrograms programs = StartedPrograms.ofHost();
    private final BatchScout scout;
    private final Interval windows;
    private final Interval scans;
    private final Interval rescans;
    private final Interval looks;
    private final Interval attention;
    private final Interval lossReports;
    private final Interval housekeeping;
    private long now;
    private boolean begun;
    private boolean eager;
    /** A record named a slot, or a slot is due soon. */
    private boolean stirred;
    /** More than half of the ring was waiting: records may be lost, and snapshots should say so soon. */
    private boolean pressed;

    CollectorAgent(
            CollectorConfig config, Tracer tracer, EventsQueue queue, Identifications identifications, Supplier<HostInfo> host,
            Predicate<ContainerDescription> chosen, CgroupState cgroups, PolicyReader policies, CallProfiling profiling, WatchedCgroups watched,
            SessionInfo session, int hostPidNamespace, LongSupplier nanoTime) {
        CollectorConfig.Timing timing = config.timing();
        this.tracer = tracer;
        this.queue = queue;
        this.policies = policies;
        this.watched = watched;
        this.session = session;
        this.nanoTime = nanoTime;
        this.ringBytes = config.tracer().ringBytes();
        this.quickSnapshot = timing.quickSnapshot().toNanos();
        this.slots = new Slots(tracer);
        this.actions = new SlotActions(tracer);
        this.snapshots = new Snapshots(tracer, queue);
        this.profiling = profiling;
        this.requests = new ControlRequests(slots, actions, profiling, queue);
        this.losses = new LossReporter(tracer, queue, config.tracer(), () -> slots.all().size() + 1, snapshots::items);
        this.host = new HostReporter(queue, host, identifications::later, nanoTime.getAsLong());
        this.slotBindings = new SlotBindings(tracer, queue, slots, actions, identifications, chosen, cgroups, losses, this::onConfirmed,
                config.node(), hostPidNamespace, timing.identification());
        this.scout = new BatchScout(new Records());
        this.now = nanoTime.getAsLong();
        this.windows = new Interval(timing.window(), now);
        this.scans = new Interval(SCAN, now);
        this.rescans = new Interval(RESCAN, now);
        this.looks = new Interval(LOOK, now);
        this.attention = new Interval(ATTENTION, now);
        this.lossReports = new Interval(timing.losses(), now);
        this.housekeeping = new Interval(timing.housekeeping(), now);
    }

    /** One round, without waiting. Returns how much was done; 0 if there was nothing to do. */
    int doWork() {
        now = nanoTime.getAsLong();
        if (!begun && !begin()) {
            return 0; // not even the session fits on the disk
        }
        int work = drain() + programs.report(queue::append);
        if (scans.elapsed(now)) {
            slots.scanSome(now);
        }
        boolean look = looks.elapsed(now);
        if (look) {
            work += policies.poll(requests);
        }
        int answers = slotBindings.poll(now);
        work += answers;
        stirred |= answers > 0;
        if (eager || look || stirred && attention.elapsed(now)) {
            work += attend();
        }
        if (rescans.elapsed(now)) {
            slotBindings.scan();
        }
        if (windows.elapsed(now)) {
            work += closeWindows();
        }
        work += profiling.turn(slots.all(), now);
        if (lossReports.elapsed(now)) {
            work += losses.report(now) + host.report(now);
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
        policies.poll(requests);
        slotBindings.scan();
        losses.report(now);
        return true;
    }

    private int drain() {
        long waiting = tracer.pending();
        losses.ringHolds(waiting);
        pressed = waiting > ringBytes / 2;
        if (pressed) {
            losses.countLateDrain();
        }
        tracer.tick();
        return queue.drain(tracer, scout);
    }

    /** What the records of a batch say. */
    private final class Records implements BatchScout.Listener {

        @Override
        public void onCgroupCreated(CgroupFlyweight cgroup) {
            eager = true;
            slots.created(cgroup.slotKey(), new CgroupRef(cgroup.cgroupId(), cgroup.path()), cgroup.time(), now);
        }

        @Override
        public void onCgroupRemoved(CgroupFlyweight cgroup) {
            slots.find(cgroup.slotKey()).ifPresent(slot -> {
                eager = true;
                slot.remove(cgroup.time() + tracer.clockOffset());
            });
        }

        @Override
        public void onStage(HeaderFlyweight header) {
            slots.find(header.slotKey()).ifPresent(slot -> {
                eager = true;
                slot.enter(now);
                slot.planSnapshot(now, quickSnapshot);
            });
        }

        @Override
        public void onProgram(ObservationFlyweight observation) {
            slots.find(observation.slotKey()).filter(slot -> slot.watching)
                    .ifPresent(slot -> programs.started(slot.key, observation.item().item(), observation.actor().tgid()));
        }

        @Override
        public void onRecord(HeaderFlyweight header, boolean observation) {
            if (observation || pressed) {
                stirred = true;
                slots.find(header.slotKey()).ifPresent(slot -> slot.planSnapshot(now, quickSnapshot));
            }
        }
    }

    private void onConfirmed(TrackedSlot slot) {
        watched.confirmed(slot.cgroup.path());
        policies.of(slot.container.id()).ifPresent(policy -> actions.apply(policy, slot));
        slot.planSnapshot(now, quickSnapshot);
    }

    /** Gives each slot what it needs now. */
    private int attend() {
        int work = 0;
        boolean itemsRead = false;
        eager = false;
        stirred = false;
        for (TrackedSlot slot : slots.copy()) {
            work += slotBindings.ask(slot, now);
            slotBindings.announce(slot, now);
            eager |= slot.eager(now);
            boolean due = slot.snapshotPlanned && now - slot.snapshotDue >= 0;
            if (due) {
                slots.refresh(slot, now); // if it has ended meanwhile, its last snapshot is due and no other
            }
            stirred |= slot.snapshotPlanned || slot.announcing || slot.removed;
            if (slot.confirmed() && (slot.removed ? slot.over() : due)) {
                if (!itemsRead) {
                    snapshots.begin();
                    itemsRead = true;
                }
                work += slot.removed ? finish(slot) : sample(slot, false);
            }
        }
        return work;
    }

    private int closeWindows() {
        int work = 0;
        snapshots.begin();
        for (TrackedSlot slot : slots.copy()) {
            if (slot.confirmed() && !slot.removed) {
                slots.refresh(slot, now);
                if (slot.entered && !slot.removed) { // one that nothing runs in is no sample
                    work += sample(slot, !slot.watching);
                }
            }
        }
        return work;
    }

    private int sample(TrackedSlot slot, boolean closeWindow) {
        slot.snapshotPlanned = false;
        Snapshots.Outcome outcome = snapshots.take(slot, closeWindow);
        if (outcome == Snapshots.Outcome.STALE) {
            slots.drop(slot);
        }
        return outcome == Snapshots.Outcome.WRITTEN ? 1 : 0;
    }

    /** The cgroup is gone: the last snapshot, then the slot is free. While the disk is full the slot keeps the state. */
    private int finish(TrackedSlot slot) {
        slots.refresh(slot, now);
        if (slot.announcing || snapshots.take(slot, slot.entered && !slot.watching) == Snapshots.Outcome.REFUSED) {
            return 0;
        }
        profiling.end(slot);
        slotBindings.announceEnd(slot);
        slotBindings.release(slot);
        return 1;
    }

    /** Slots whose cgroup is gone while its identification is pending: no answer will come any more, and their last snapshots must be written. */
    private void finishRemoved() {
        snapshots.begin();
        for (TrackedSlot slot : slots.copy()) {
            if (slot.confirmed() && slot.removed) {
                finish(slot);
            }
        }
    }

    /** Empties the ring, takes the last snapshots and says what was lost. Leaves tracer and queue open. */
    @Override
    public void close() {
        now = nanoTime.getAsLong();
        if (begun) {
            while (drain() > 0) {
                continue; // until the ring is empty, or the disk full
            }
            slotBindings.poll(now);
            attend();
            slots.all().forEach(slotBindings::announceAsKnown);
            finishRemoved();
            closeWindows();
            slots.all().forEach(profiling::end);
            losses.report(now);
        }
        policies.close();
        programs.close();
    }
}
