// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.ContainerMetadata;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Who holds which slot. Bounded: a slot has one slot owner at a time, and of those with an unknown container only the newest are kept. */
final class SlotOwners {

    /** Slots that did something and are of no known container; most are cgroups of the host. */
    static final int MAX_UNKNOWN = 1024;

    /** A container's name may come after its end: so long it is waited for. */
    private static final long GRACE_NANOS = 60_000_000_000L;

    private static final long PRUNE_NANOS = 10_000_000_000L;

    private final TreeMap<SlotId, SlotOwner> bySlot = new TreeMap<>();
    private final Map<SlotId, SlotOwner> unknown = new LinkedHashMap<>();
    private long unattributed;
    private long prunedAt;

    SlotOwners(List<SlotOwnerState> stored, long unattributed, BiFunction<ContainerMetadata, Optional<WorkloadId>, WorkloadId> names) {
        this.unattributed = unattributed;
        stored.stream().map(state -> new SlotOwner(state, state.container().map(known -> names.apply(known, state.workload())).orElse(null))).forEach(this::add);
    }

    List<SlotOwnerState> states() {
        // those with an unknown container in the order in which they came
        List<SlotOwnerState> known = bySlot.values().stream().filter(slotOwner -> slotOwner.workload().isPresent()).map(SlotOwner::state).toList();
        return Stream.concat(known.stream(), unknown.values().stream().map(SlotOwner::state)).toList();
    }

    Stream<SlotOwner> all() {
        return bySlot.values().stream();
    }

    Optional<SlotOwner> find(SlotId slot) {
        return Optional.ofNullable(bySlot.get(slot));
    }

    /**
     * The slot owner of a slot, a new one if there is none; empty for the host, and for a slot owner whose slot is another's by now.
     *
     * @param brokenOff is given the one before, if its last snapshot never came
     */
    Optional<SlotOwner> at(SlotId slot, Consumer<SlotOwner> brokenOff) {
        if (slot.index() == 0) {
            return Optional.empty();
        }
        SlotOwner known = bySlot.get(slot);
        if (known != null) {
            return Optional.of(known);
        }
        SlotId later = bySlot.higherKey(slot);
        if (later != null && sameIndex(later, slot)) {
            return Optional.empty();
        }
        SlotId before = bySlot.lowerKey(slot);
        if (before != null && sameIndex(before, slot)) {
            leave(bySlot.get(before), brokenOff);
        }
        SlotOwner fresh = new SlotOwner(slot);
        add(fresh);
        if (unknown.size() > MAX_UNKNOWN) {
            drop(unknown.values().iterator().next());
        }
        return Optional.of(fresh);
    }

    void belongsTo(SlotOwner slotOwner, ContainerMetadata container, WorkloadId workload) {
        slotOwner.belongsTo(container, workload);
        unknown.remove(slotOwner.slot());
    }

    /** The containers of one workload are those of another from now on. */
    void rename(WorkloadId before, WorkloadId now) {
        all().filter(slotOwner -> slotOwner.workload().filter(before::equals).isPresent())
                .forEach(slotOwner -> slotOwner.belongsTo(slotOwner.container().orElseThrow(), now));
    }

    /** The cgroup is gone. Of a known container a last snapshot follows; of one that is not known nothing may. */
    void removed(SlotId slot, long time) {
        SlotOwner slotOwner = unknown.get(slot);
        if (slotOwner != null) {
            slotOwner.remove(time);
        }
    }

    /** The maps are those of this epoch now: nothing more comes of slot owners of another. */
    void epoch(long epoch, Consumer<SlotOwner> brokenOff) {
        for (SlotOwner slotOwner : List.copyOf(bySlot.values())) {
            if (slotOwner.slot().epoch() != epoch) {
                leave(slotOwner, brokenOff);
            }
        }
    }

    /** Forgets those that ended a while ago. */
    void prune(long now) {
        if (now - prunedAt < PRUNE_NANOS) {
            return;
        }
        prunedAt = now;
        for (SlotOwner slotOwner : List.copyOf(bySlot.values())) {
            if (slotOwner.overSince(now - GRACE_NANOS)) {
                drop(slotOwner);
            }
        }
    }

    List<ContainerMetadata> running(WorkloadId id) {
        return bySlot.values().stream()
                .filter(slotOwner -> isRunning(slotOwner) && slotOwner.workload().filter(id::equals).isPresent())
                .flatMap(slotOwner -> slotOwner.container().stream())
                .toList();
    }

    void eachRunning(BiConsumer<ContainerMetadata, WorkloadId> receiver) {
        all().filter(SlotOwners::isRunning).forEach(slotOwner -> slotOwner.workload().ifPresent(id -> receiver.accept(slotOwner.container().orElseThrow(), id)));
    }

    Map<WorkloadId, Integer> runningByWorkload() {
        Map<WorkloadId, Integer> counts = new HashMap<>();
        bySlot.values().stream().filter(SlotOwners::isRunning).forEach(slotOwner -> slotOwner.workload().ifPresent(id -> counts.merge(id, 1, Integer::sum)));
        return counts;
    }

    Set<WorkloadId> runningWorkloads() {
        Set<WorkloadId> ids = new TreeSet<>();
        bySlot.values().stream().filter(SlotOwners::isRunning).forEach(slotOwner -> slotOwner.workload().ifPresent(ids::add));
        return ids;
    }

    long unattributed() {
        return unattributed;
    }

    private static boolean isRunning(SlotOwner slotOwner) {
        return !slotOwner.finished() && slotOwner.container().filter(container -> container.ended() == 0).isPresent();
    }

    private static boolean sameIndex(SlotId one, SlotId other) {
        return one.epoch() == other.epoch() && one.index() == other.index();
    }

    private void add(SlotOwner slotOwner) {
        bySlot.put(slotOwner.slot(), slotOwner);
        if (slotOwner.workload().isEmpty()) {
            unknown.put(slotOwner.slot(), slotOwner);
        }
    }

    private void leave(SlotOwner slotOwner, Consumer<SlotOwner> brokenOff) {
        if (!slotOwner.finished() && slotOwner.workload().isPresent()) {
            brokenOff.accept(slotOwner);
        }
        drop(slotOwner);
    }

    private void drop(SlotOwner slotOwner) {
        bySlot.remove(slotOwner.slot());
        if (unknown.remove(slotOwner.slot()) != null) {
            unattributed++;
        }
    }
}
