// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.container.CgroupRef;
import io.winnow.collector.container.ContainerDescription;
import io.winnow.collector.container.Identification;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.Printable;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.tracer.SlotInfo;
import io.winnow.collector.tracer.Tracer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds slots to containers: asks for a slot's container until it is identified, announces it, releases slots of the host, and gives slots to
 * containers that ran before the tracer.
 */
final class SlotBindings {

    private static final Logger LOG = LoggerFactory.getLogger(SlotBindings.class);
    private static final int UNUSED_PATIENCE = 6;

    private final Tracer tracer;
    private final EventsQueue queue;
    private final Slots slots;
    private final SlotActions actions;
    private final Identifications identifications;
    private final Predicate<ContainerDescription> chosen;
    private final CgroupState cgroups;
    private final LossReporter losses;
    private final Consumer<TrackedSlot> onConfirmed;
    private final String node;
    private final int hostPidNamespace;
    private final long patience;
    /** Those for which no slot was free: each is reported once. */
    private final Set<CgroupRef> unwatched = new HashSet<>();
    private long heard;
    private boolean explained;

    /**
     * For one host.
     *
     * @param chosen the containers to observe
     * @param onConfirmed called for each slot that belongs to a chosen container
     * @param patience how long a cgroup may stay unknown before it counts as host noise
     */
    SlotBindings(
            Tracer tracer,
            EventsQueue queue,
            Slots slots,
            SlotActions actions,
            Identifications identifications,
            Predicate<ContainerDescription> chosen,
            CgroupState cgroups,
            LossReporter losses,
            Consumer<TrackedSlot> onConfirmed,
            String node,
            int hostPidNamespace,
            Duration patience) {
        this.tracer = tracer;
        this.queue = queue;
        this.slots = slots;
        this.actions = actions;
        this.identifications = identifications;
        this.chosen = chosen;
        this.cgroups = cgroups;
        this.losses = losses;
        this.onConfirmed = onConfirmed;
        this.node = node;
        this.hostPidNamespace = hostPidNamespace;
        this.patience = patience.toNanos();
    }

    /** Looks for containers without a slot: those from before the tracer, and those that were known too late or found none free. */
    void scan() {
        unwatched.removeIf(cgroup -> !cgroups.isAlive(cgroup));
        identifications.askForExisting();
    }

    /** Takes the answers that have come. Returns their number. */
    int poll(long now) {
        long changes = identifications.changes();
        if (changes != heard) {
            heard = changes;
            slots.all().forEach(slot -> slot.hear(now));
        }
        return identifications.poll(answer -> onAnswer(answer, now));
    }

    /** Asks which container a slot belongs to, if that is due. Returns 1 if it asked. */
    int ask(TrackedSlot slot, long now) {
        if (!slot.questionDue(now)) {
            return 0;
        }
        slot.ask();
        identifications.ask(slot.key, slot.cgroup, slot.span(), !slot.foundEnded && (slot.entered || slot.removed));
        return 1;
    }

    private void onAnswer(Identifications.Answer answer, long now) {
        if (answer.slot() == null) {
            onExisting(answer.cgroup(), answer.identification(), now);
        } else {
            slots.find(answer.slot()).ifPresent(slot -> onAnswer(slot, answer.identification(), now));
        }
    }

    private void onAnswer(TrackedSlot slot, Identification identification, long now) {
        slot.asking = false;
        if (identification instanceof Identification.Found found) {
            slot.nameless = false;
            onFound(slot, found.description(), now);
        } else if (identification instanceof Identification.HostNoise && !slot.confirmed()) {
            release(slot);
        } else if (slot.over() || !slot.removed && now - slot.unknownSince >= patience && !mayYetBeUsed(slot, now)) {
            settle(slot, now);
        } else {
            slot.askAgain(now);
        }
    }

    /** One that is still empty may have been made ahead of its container; and where the CPUs are busy, a runtime may take long to execute the entrypoint. */
    private boolean mayYetBeUsed(TrackedSlot slot, long now) {
        return now - slot.unknownSince < patience * UNUSED_PATIENCE && (!cgroups.isPopulated(slot.cgroup) || !hasExecuted(slot));
    }

    private boolean hasExecuted(TrackedSlot slot) {
        return slots.info(slot).filter(info -> info.entrypoint() == 0).isEmpty();
    }

    /** A cgroup that has no slot, mostly because it was there before the tracer. To an empty one the kernel gives a slot when its time comes. */
    private void onExisting(CgroupRef cgroup, Identification identification, long now) {
        if (!(identification instanceof Identification.Found found) || !chosen.test(found.description())
                || !cgroups.isAlive(cgroup) || !cgroups.isPopulated(cgroup)) {
            return;
        }
        adopt(cgroup, found.description(), now);
    }

    /** Gives a slot to what runs already. */
    private void adopt(CgroupRef cgroup, ContainerDescription description, long now) {
        if (slots.covers(cgroup)) {
            return;
        }
        OptionalInt index = tracer.watch(cgroup.id(), SlotMode.LATE, cgroup.path());
        if (index.isEmpty()) {
            if (unwatched.add(cgroup)) {
                losses.countUnwatched();
                LOG.warn("container {} runs unobserved: no slot is free; raise the number of slots", Printable.of(description.id()));
            }
            return;
        }
        tracer.slot(index.getAsInt()).ifPresent(info -> {
            TrackedSlot slot = slots.track(info, now);
            if (cgroups.isAlive(cgroup)) {
                onFound(slot, description, now);
            } else if (slot.late) {
                release(slot); // it ended before the tracer could know of its end; a slot that the kernel gave it meanwhile ends as any other
            }
        });
    }

    private void onFound(TrackedSlot slot, ContainerDescription description, long now) {
        if (!chosen.test(description)) {
            release(slot);
            return;
        }
        if (description.kind() == ContainerKind.UNIT && !slot.late) {
            release(slot); // the kernel does not see where systemd's own steps end and the unit's begin
            adopt(slot.cgroup, description, now);
            return;
        }
        boolean first = slot.container == null;
        slot.container = description;
        slot.announcing = mayAnnounce(slot, now) && !description.equals(slot.announced);
        slot.askAgain(now);
        if (first) {
            actions.confirm(slot);
            onConfirmed.accept(slot);
        }
        announce(slot, now);
    }

    /** Until its runtime has had time to say who it is, a cgroup's name is no name of a container: it would become a workload of its own. */
    private boolean mayAnnounce(TrackedSlot slot, long now) {
        return slot.container.identified() || now - slot.unknownSince >= patience;
    }

    /**
     * No engine or runtime knows it. If it runs its entrypoint as the first process of a pid namespace of its own, it is a container; anything
     * else is the host's. What was taken for a container before stays one.
     */
    private void settle(TrackedSlot slot, long now) {
        Optional<SlotInfo> info = slots.info(slot);
        boolean contained = info.isPresent()
                && info.get().entrypoint() != 0
                && info.get().pidNamespace() != 0
                && info.get().pidNamespace() != hostPidNamespace;
        if (slot.adopted || slot.container != null) {
            slot.askAgain(now);
        } else if (contained) {
            slot.nameless = true;
            onFound(slot, ContainerDescription.nameless(slot.cgroup), now);
        } else {
            release(slot);
        }
    }

    /**
     * Writes the CONTAINER document that is due, if the disk has space for it. If the container is new and its runtime may still write the rest, or
     * its configuration may still be found, the document waits: with a part of it the container would be taken for another workload's.
     */
    void announce(TrackedSlot slot, long now) {
        if (slot.over() || !slot.awaitsConfiguration(now) && (slot.late || !slot.eager(now))) {
            announceAsKnown(slot);
        }
    }

    /** As {@link #announce}, with what is known now. */
    void announceAsKnown(TrackedSlot slot) {
        if (slot.announcing) {
            explain(slot.container);
            slot.announcing = !queue.append(DocumentType.CONTAINER, metadata(slot, slot.container));
            slot.announced = slot.announcing ? slot.announced : slot.container;
        }
    }

    /** Once: the reason is the same for the next one. */
    private void explain(ContainerDescription container) {
        if (!explained && !container.complete() && container.runtime().name().isEmpty()) {
            explained = true;
            LOG.warn("container {} is known by its cgroup alone: no state directory of a runtime that is looked into has it. If runc or crun is run with --root DIR, or the"
                    + " engine with an exec root of its own, name the directory in the setting collector.runtimeStates", Printable.of(container.id()));
        }
    }

    /**
     * Says that the container has ended, and counts it if too little was known about it. Its last snapshot has said so too, so a refusal by a full
     * disk loses nothing but the time. Of one that an earlier process confirmed, and that ended before this one could ask, no more is said.
     */
    void announceEnd(TrackedSlot slot) {
        long ended = slots.info(slot).map(SlotInfo::removed).orElse(0L) + tracer.clockOffset();
        ContainerDescription known = slot.container == null ? ContainerDescription.nameless(slot.cgroup) : slot.container;
        queue.append(DocumentType.CONTAINER, metadata(slot, known).ended(ended, slot.announced == null && !known.identified()));
        if (slot.container != null && !known.complete()) {
            losses.countUnidentified(slot);
        }
    }

    private ContainerMetadata metadata(TrackedSlot slot, ContainerDescription description) {
        return description.metadata(slot.key, slot.cgroup, node, slot.created, slot.late);
    }

    void release(TrackedSlot slot) {
        actions.release(slot);
        slots.drop(slot);
    }
}
