// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.RuntimeCalls;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.workload.PlainText;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.record.RuntimeCallsKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who holds a slot. Until the collector says which container it is, what the slot did is kept here; then it goes to the container's
 * workload.
 */
final class SlotOwner {

    private final SlotId slot;
    private final Map<RuntimeCallsKind, RuntimeCalls> runtimeCalls = new EnumMap<>(RuntimeCallsKind.class);
    private BaselineBuilder early = new BaselineBuilder();
    private ContainerMetadata container;
    private WorkloadId workload;
    private long finishedAt;
    private long removedAt;

    SlotOwner(SlotId slot) {
        this.slot = slot;
    }

    /**
     * One that was stored.
     *
     * @param workload of its container; not looked at if there is none
     */
    SlotOwner(SlotOwnerState stored, WorkloadId workload) {
        this(stored.slot());
        stored.container().ifPresent(known -> belongsTo(known, workload));
        early.join(stored.early());
        runtimeCalls.putAll(stored.runtimeCalls());
        finishedAt = stored.finishedAt();
        removedAt = stored.removedAt();
    }

    SlotOwnerState state() {
        return new SlotOwnerState(slot, container(), workload(), early.build(), runtimeCalls, finishedAt, removedAt);
    }

    SlotId slot() {
        return slot;
    }

    void belongsTo(ContainerMetadata known, WorkloadId id) {
        container = known;
        workload = id;
    }

    Optional<ContainerMetadata> container() {
        return Optional.ofNullable(container);
    }

    Optional<WorkloadId> workload() {
        return Optional.ofNullable(workload);
    }

    /** The evidence that is kept until the workload is known. */
    BaselineBuilder early() {
        return early;
    }

    /** Hands over what was kept, with the container's name in it. */
    Baseline takeEarly() {
        if (KnownFilters.known(container)) {
            early.filterFound();
        }
        Baseline kept = early.nameReplica(PlainText.of(container.id())).build();
        early = new BaselineBuilder();
        return kept;
    }

    void runtimeCalls(RuntimeCallsKind kind, RuntimeCalls set) {
        runtimeCalls.merge(kind, set, RuntimeCalls::join);
    }

    Map<RuntimeCallsKind, RuntimeCalls> runtimeCalls() {
        return runtimeCalls;
    }

    /** Its last snapshot has come. */
    void finish(long time) {
        finishedAt = time;
    }

    boolean finished() {
        return finishedAt != 0;
    }

    /** Its cgroup is gone, and its container is unknown. */
    void remove(long time) {
        removedAt = time;
    }

    /** Whether nothing more can come of it, for so long: of one that is known a last snapshot does. */
    boolean overSince(long time) {
        long over = finished() || workload != null ? finishedAt : removedAt;
        return over != 0 && over < time;
    }
}
