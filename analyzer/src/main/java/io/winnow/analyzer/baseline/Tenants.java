// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.analyzer.ingest.SlotId;
import io.winnow.collector.record.ContainerMetadata;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Who holds which slot. Bounded: a slot has one tenant at a time, and of those that nobody knows only the newest are kept. */
final class Tenants {

    /** Slots that did something and are of no known container; most are cgroups of the host. */
    static final int MOST_UNKNOWN = 1024;

    /** A container's name may come after its end: so long it is waited for. */
    private static final long GRACE_NANOS = 60_000_000_000L;

    private static final long PRUNE_NANOS = 10_000_000_000L;

    private final TreeMap<SlotId, Tenant> bySlot = new TreeMap<>();
    private final Map<SlotId, Tenant> unknown = new LinkedHashMap<>();
    private final Grouping grouping;
    private long unattributed;
    private long prunedAt;

    Tenants(List<TenantState> stored, long unattributed, Grouping grouping) {
        this.unattributed = unattributed;
        this.grouping = grouping;
        stored.stream().map(state -> new Tenant(state, state.container().map(grouping::workloadOf).orElse(null))).forEach(this::add);
    }

    List<TenantState> states() {
        // those that nobody knows in the order in which they came
        List<TenantState> known = bySlot.values().stream().filter(tenant -> tenant.workload().isPresent()).map(Tenant::state).toList();
        return Stream.concat(known.stream(), unknown.values().stream().map(Tenant::state)).toList();
    }

    Stream<Tenant> all() {
        return bySlot.values().stream();
    }

    Optional<Tenant> find(SlotId slot) {
        return Optional.ofNullable(bySlot.get(slot));
    }

    /**
     * The tenant of a slot, a new one where there is none; empty for the host, and for a tenant whose slot is another's by now.
     *
     * @param brokenOff is given the one before, where its last snapshot never came
     */
    Optional<Tenant> at(SlotId slot, Consumer<Tenant> brokenOff) {
        if (slot.index() == 0) {
            return Optional.empty();
        }
        Tenant known = bySlot.get(slot);
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
        Tenant fresh = new Tenant(slot);
        add(fresh);
        if (unknown.size() > MOST_UNKNOWN) {
            drop(unknown.values().iterator().next());
        }
        return Optional.of(fresh);
    }

    void belongsTo(Tenant tenant, ContainerMetadata container) {
        tenant.belongsTo(container, grouping.workloadOf(container));
        unknown.remove(tenant.slot());
    }

    /** The cgroup is gone. Of a known container a last snapshot follows; of one that is not known nothing may. */
    void removed(SlotId slot, long time) {
        Tenant tenant = unknown.get(slot);
        if (tenant != null) {
            tenant.remove(time);
        }
    }

    /** The maps are those of this epoch now: nothing more comes of tenants of another. */
    void epoch(long epoch, Consumer<Tenant> brokenOff) {
        for (Tenant tenant : List.copyOf(bySlot.values())) {
            if (tenant.slot().epoch() != epoch) {
                leave(tenant, brokenOff);
            }
        }
    }

    /** Forgets those that ended a while ago. */
    void prune(long now) {
        if (now - prunedAt < PRUNE_NANOS) {
            return;
        }
        prunedAt = now;
        for (Tenant tenant : List.copyOf(bySlot.values())) {
            if (tenant.overSince(now - GRACE_NANOS)) {
                drop(tenant);
            }
        }
    }

    List<ContainerMetadata> running(WorkloadId id) {
        return bySlot.values().stream()
                .filter(tenant -> isRunning(tenant) && tenant.workload().filter(id::equals).isPresent())
                .flatMap(tenant -> tenant.container().stream())
                .toList();
    }

    Map<WorkloadId, Integer> runningByWorkload() {
        Map<WorkloadId, Integer> counts = new HashMap<>();
        bySlot.values().stream().filter(Tenants::isRunning).forEach(tenant -> tenant.workload().ifPresent(id -> counts.merge(id, 1, Integer::sum)));
        return counts;
    }

    Set<WorkloadId> runningWorkloads() {
        Set<WorkloadId> ids = new TreeSet<>();
        bySlot.values().stream().filter(Tenants::isRunning).forEach(tenant -> tenant.workload().ifPresent(ids::add));
        return ids;
    }

    long unattributed() {
        return unattributed;
    }

    private static boolean isRunning(Tenant tenant) {
        return !tenant.finished() && tenant.container().filter(container -> container.ended() == 0).isPresent();
    }

    private static boolean sameIndex(SlotId one, SlotId other) {
        return one.epoch() == other.epoch() && one.index() == other.index();
    }

    private void add(Tenant tenant) {
        bySlot.put(tenant.slot(), tenant);
        if (tenant.workload().isEmpty()) {
            unknown.put(tenant.slot(), tenant);
        }
    }

    private void leave(Tenant tenant, Consumer<Tenant> brokenOff) {
        if (!tenant.finished() && tenant.workload().isPresent()) {
            brokenOff.accept(tenant);
        }
        drop(tenant);
    }

    private void drop(Tenant tenant) {
        bySlot.remove(tenant.slot());
        if (unknown.remove(tenant.slot()) != null) {
            unattributed++;
        }
    }
}
