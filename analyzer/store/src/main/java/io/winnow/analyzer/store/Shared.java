// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.workload.WorkloadId;
import java.util.List;
import java.util.Locale;

/**
 * What a node reports to others of a workload. All that is reported of one joins, in any order and repeatedly.
 *
 * @param cluster that the node belongs to
 * @param node who reports it; {@link #HUB} if it is the join of what the nodes reported
 * @param baseline what is allowed, or what was seen more since the last time
 * @param pending what was seen beyond a frozen baseline
 * @param decisions what was decided there
 */
public record Shared(String cluster, String node, WorkloadId workload, Baseline baseline, Baseline pending, List<Decision> decisions) {

    /** In place of a node: a hub, which speaks for all of them. */
    public static final String HUB = "";

    /** @throws IllegalArgumentException if it is no document that this program understands; the message says why */
    public static Shared read(byte[] document) {
        return BaselineJson.readTolerantly(document, SharedDocument.class, SharedDocument::shared);
    }

    /** Document of what the node saw of a workload beyond what it reported before; {@code observation.schema.json} describes it. */
    public static Object observation(String cluster, String node, WorkloadId workload, Baseline growth) {
        return new SharedDocument(WorkloadDocument.VERSION, cluster, node, SharedDocument.Named.of(workload), null, null, null, null,
                BaselineDocument.of(growth), null, null);
    }

    /**
     * Document of a workload's baseline as the node has it, or of a part of it; {@code baseline.schema.json} describes it.
     *
     * @param baseline part of the workload's
     * @param pending part of the workload's
     */
    public static Object baseline(String cluster, String node, Workload workload, int part, int parts, Baseline baseline, Baseline pending) {
        return new SharedDocument(WorkloadDocument.VERSION, cluster, node, SharedDocument.Named.of(workload.id()), parts == 1 ? null : part,
                parts == 1 ? null : parts, state(workload), frozenAt(workload), BaselineDocument.of(baseline),
                pending.equals(Baseline.EMPTY) ? null : BaselineDocument.of(pending), null);
    }

    /** Document of what was decided about a workload on the node, the last {@value Workload#MAX_DECISIONS}; {@code decision.schema.json} describes it. */
    public static Object decisions(String cluster, String node, Workload workload) {
        return new SharedDocument(WorkloadDocument.VERSION, cluster, node, SharedDocument.Named.of(workload.id()), null, null, state(workload),
                frozenAt(workload), null, null, workload.decisions().stream().map(WorkloadDocument.DecisionDocument::of).toList());
    }

    private static String state(Workload workload) {
        return workload.state().name().toLowerCase(Locale.ROOT);
    }

    private static String frozenAt(Workload workload) {
        return workload.frozen() ? ItemDocument.text(workload.frozenAt()) : null;
    }
}
