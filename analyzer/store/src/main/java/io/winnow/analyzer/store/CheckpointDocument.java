// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.RuntimeCalls;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.analyzer.ingest.IngestState;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.learn.Checkpoint;
import io.winnow.analyzer.learn.GapState;
import io.winnow.analyzer.learn.LearnerState;
import io.winnow.analyzer.learn.ProvisionalName;
import io.winnow.analyzer.learn.SlotOwnerState;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.HostInfo;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.RuntimeCallsKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON form of a {@link Checkpoint}: for this program, not for readers.
 *
 * @param version of the form
 */
record CheckpointDocument(
        int version, IngestState ingest, List<SlotOwnerDocument> slotOwners, GapState gaps, List<ProvisionalName> provisional, long unattributed,
        HostInfo host) {

    static final int VERSION = 1;

    /** The JSON form of a slot owner. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SlotOwnerDocument(
            SlotId slot, ContainerMetadata container, WorkloadId workload, BaselineDocument early, RuntimeCallsDocument runtimeCalls, long finishedAt,
            long removedAt) {

        static SlotOwnerDocument of(SlotOwnerState slotOwner) {
            RuntimeCallSets sets = RuntimeCallSets.EMPTY;
            for (Map.Entry<RuntimeCallsKind, RuntimeCalls> entry : slotOwner.runtimeCalls().entrySet()) {
                sets = sets.with(new RuntimeCallsKey(RuntimeIdentity.UNKNOWN, entry.getKey()), entry.getValue());
            }
            return new SlotOwnerDocument(
                    slotOwner.slot(),
                    slotOwner.container().orElse(null),
                    slotOwner.workload().orElse(null),
                    slotOwner.early().equals(Baseline.EMPTY) ? null : BaselineDocument.of(slotOwner.early()),
                    sets.sets().isEmpty() ? null : RuntimeCallsDocument.of(sets),
                    slotOwner.finishedAt(),
                    slotOwner.removedAt());
        }

        SlotOwnerState state() {
            Map<RuntimeCallsKind, RuntimeCalls> sets = new EnumMap<>(RuntimeCallsKind.class);
            if (runtimeCalls != null) {
                runtimeCalls.runtimeCallSets().sets().forEach((key, set) -> sets.put(key.kind(), set));
            }
            return new SlotOwnerState(
                    slot, Optional.ofNullable(container), Optional.ofNullable(workload), early == null ? Baseline.EMPTY : early.baseline(), sets, finishedAt,
                    removedAt);
        }
    }

    static CheckpointDocument of(Checkpoint checkpoint) {
        LearnerState learner = checkpoint.learner();
        return new CheckpointDocument(
                VERSION, checkpoint.ingest(), learner.slotOwners().stream().map(SlotOwnerDocument::of).toList(), learner.gaps(),
                learner.provisional().isEmpty() ? null : learner.provisional(), learner.unattributed(), learner.host().orElse(null));
    }

    /** @throws IllegalArgumentException if something is not what it should be; the message names it */
    Checkpoint checkpoint() {
        if (ingest == null || slotOwners == null) {
            throw new IllegalArgumentException("ingest or slot owners is missing");
        }
        return new Checkpoint(
                ingest, new LearnerState(slotOwners.stream().map(SlotOwnerDocument::state).toList(), gaps == null ? GapState.NONE : gaps,
                provisional == null ? List.of() : provisional, unattributed, Optional.ofNullable(host)));
    }
}
