// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.winnow.analyzer.ingest.IngestState;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.collector.record.BootstrapKind;
import io.winnow.collector.record.ContainerMetadata;
import io.winnow.collector.record.RuntimeIdentity;
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
        int version, IngestState ingest, List<TenantDocument> tenants, GapState gaps, long unattributed) {

    static final int VERSION = 1;

    /** The JSON form of a tenant. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TenantDocument(
            SlotId slot, ContainerMetadata container, BaselineDocument early, BootstrapDocument bootstrap, long finishedAt,
            long removedAt) {

        static TenantDocument of(TenantState tenant) {
            BootstrapSets sets = BootstrapSets.EMPTY;
            for (Map.Entry<BootstrapKind, BootstrapSet> entry : tenant.bootstrap().entrySet()) {
                sets = sets.with(new BootstrapKey(RuntimeIdentity.UNKNOWN, entry.getKey()), entry.getValue());
            }
            return new TenantDocument(
                    tenant.slot(),
                    tenant.container().orElse(null),
                    tenant.early().equals(Baseline.EMPTY) ? null : BaselineDocument.of(tenant.early()),
                    sets.sets().isEmpty() ? null : BootstrapDocument.of(sets),
                    tenant.finishedAt(),
                    tenant.removedAt());
        }

        TenantState state() {
            Map<BootstrapKind, BootstrapSet> sets = new EnumMap<>(BootstrapKind.class);
            if (bootstrap != null) {
                bootstrap.bootstrapSets().sets().forEach((key, set) -> sets.put(key.kind(), set));
            }
            return new TenantState(
                    slot, Optional.ofNullable(container), early == null ? Baseline.EMPTY : early.baseline(), sets, finishedAt,
                    removedAt);
        }
    }

    static CheckpointDocument of(Checkpoint checkpoint) {
        LearnerState learner = checkpoint.learner();
        return new CheckpointDocument(
                VERSION, checkpoint.ingest(), learner.tenants().stream().map(TenantDocument::of).toList(), learner.gaps(),
                learner.unattributed());
    }

    /** @throws IllegalArgumentException where something is not what it should be; the message names it */
    Checkpoint checkpoint() {
        if (ingest == null || tenants == null) {
            throw new IllegalArgumentException("ingest or tenants is missing");
        }
        return new Checkpoint(
                ingest, new LearnerState(tenants.stream().map(TenantDocument::state).toList(), gaps == null ? GapState.NONE : gaps, unattributed));
    }
}
