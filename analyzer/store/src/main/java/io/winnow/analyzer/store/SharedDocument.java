// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.workload.WorkloadId;
import java.util.List;

/**
 * The JSON form of what a node reports to others of a workload.
 *
 * @param part which of how many, from 0; both are left out if it is one
 * @param state of the node's baseline; left out of growth
 * @param baseline what is allowed, or what was seen more since the last time; left out if only decisions are reported
 * @param pending what was seen beyond a frozen baseline; left out if there is nothing
 * @param runtimeCalls what the runtimes of the workload do themselves; left out if nothing new is known
 * @param alone what one of many did alone, with the node; left out if nothing is known to be
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
record SharedDocument(
        int version, String cluster, String node, Named workload, Integer part, Integer parts, String state, String frozenAt, BaselineDocument baseline,
        BaselineDocument pending, List<WorkloadDocument.DecisionDocument> decisions, List<RuntimeCallsDocument.Entry> runtimeCalls,
        List<ReporterDocument.Entry> alone) {

    /**
     * A workload.
     *
     * @param id as people read it
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Named(String id, String name, String revision) {

        static Named of(WorkloadId id) {
            return new Named(id.toString(), id.name(), id.revision());
        }
    }

    /** @throws IllegalArgumentException if something is not what it should be; the message names it */
    Shared shared() {
        if (cluster == null || node == null || workload == null || workload.name() == null || workload.revision() == null) {
            throw new IllegalArgumentException("cluster, node or workload is missing");
        }
        if (part != null && (parts == null || part < 0 || part >= parts)) {
            throw new IllegalArgumentException("part " + part + " of " + parts + " cannot be");
        }
        return new Shared(cluster, node, new WorkloadId(workload.name(), workload.revision()), part == null ? 0 : part, part == null ? 1 : parts,
                frozenAt == null ? 0 : TimeText.nanos(frozenAt), baseline(baseline), baseline(pending),
                decisions == null ? List.of() : decisions.stream().map(WorkloadDocument.DecisionDocument::decision).toList(),
                RuntimeCallsDocument.sets(runtimeCalls), ReporterDocument.items(alone));
    }

    private static Baseline baseline(BaselineDocument document) {
        return document == null ? Baseline.EMPTY : document.baseline();
    }
}
