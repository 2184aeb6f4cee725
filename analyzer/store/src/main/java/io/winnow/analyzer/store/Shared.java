// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Reporters;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.Item;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/**
 * What a node or a hub reports to others of a workload. All that is reported of one joins, in any order and repeatedly.
 *
 * @param cluster that the node belongs to
 * @param node who reports it; {@link #HUB} if it is the join of what the nodes reported
 * @param part which of how many messages, from 0
 * @param parts how many messages together are the whole
 * @param frozenAt wall time, nanoseconds since 1970; 0 if the baseline is not frozen
 * @param baseline what is allowed, or what was seen more since the last time
 * @param pending what was seen beyond a frozen baseline
 * @param decisions what was decided there: in the first part
 * @param runtimeCalls what its runtimes do before the entrypoint starts: in the first part
 * @param alone by item that one of many did alone, the node: in the first part
 */
public record Shared(
        String cluster, String node, WorkloadId workload, int part, int parts, long frozenAt, Baseline baseline, Baseline pending, List<Decision> decisions,
        RuntimeCallSets runtimeCalls, SortedMap<Item, String> alone) {

    /** In place of a node: a hub, which speaks for all of them. */
    public static final String HUB = "";

    /** @throws IllegalArgumentException if it is no document that this program understands; the message says why */
    public static Shared read(byte[] document) {
        return BaselineJson.readTolerantly(document, SharedDocument.class, SharedDocument::shared);
    }

    /** Document of what the node saw of a workload beyond what it reported before; {@code observation.schema.json} describes it. */
    public static Object observation(String cluster, String node, WorkloadId workload, Baseline growth) {
        return new SharedDocument(WorkloadDocument.VERSION, cluster, node, SharedDocument.Named.of(workload), null, null, null, null,
                BaselineDocument.of(growth), null, null, null, null);
    }

    /** Document of what the runtimes of a workload do, as far as it was seen on the node; {@code observation.schema.json} describes it. */
    public static Object runtimeCalls(String cluster, String node, WorkloadId workload, RuntimeCallSets calls) {
        return new SharedDocument(WorkloadDocument.VERSION, cluster, node, SharedDocument.Named.of(workload), null, null, null, null,
                BaselineDocument.of(Baseline.EMPTY), null, null, RuntimeCallsDocument.entries(calls), null);
    }

    /**
     * Document of a workload as the node or the hub has it, or of a part of it, with what was decided, the last {@value Workload#MAX_DECISIONS}, in the first
     * part; {@code baseline.schema.json} and {@code decision.schema.json} describe it.
     *
     * @param calls what its runtimes do: in the first part
     * @param alone by item that one of many did alone, the node: in the first part, the first {@value ReporterDocument#MAX_ITEMS}
     * @param baseline part of the workload's
     * @param pending part of the workload's
     */
    public static Object baseline(
            String cluster, String node, Workload workload, RuntimeCallSets calls, SortedMap<Item, String> alone, int part, int parts, Baseline baseline,
            Baseline pending) {
        return new SharedDocument(WorkloadDocument.VERSION, cluster, node, SharedDocument.Named.of(workload.id()), parts == 1 ? null : part,
                parts == 1 ? null : parts, workload.state().name().toLowerCase(Locale.ROOT), workload.frozen() ? TimeText.of(workload.frozenAt()) : null,
                BaselineDocument.of(baseline), pending.equals(Baseline.EMPTY) ? null : BaselineDocument.of(pending),
                part > 0 || workload.decisions().isEmpty() ? null : workload.decisions().stream().map(WorkloadDocument.DecisionDocument::of).toList(),
                part > 0 || calls.sets().isEmpty() ? null : RuntimeCallsDocument.entries(calls),
                part > 0 || alone.isEmpty() ? null : ReporterDocument.entries(alone));
    }

    /** What one of many did alone, and the node, as all parts of one report have it. */
    public static SortedMap<Item, String> alone(Collection<Shared> parts) {
        return parts.stream().map(Shared::alone).filter(alone -> !alone.isEmpty()).findFirst().orElse(Reporters.NONE.sole());
    }

    /** What the runtimes of all these do. */
    public static RuntimeCallSets runtimeCalls(Collection<Shared> parts) {
        return parts.stream().map(Shared::runtimeCalls).reduce(RuntimeCallSets.EMPTY, RuntimeCallSets::join);
    }

    /** The workload that all parts of one report are; one part may be all. */
    public static Workload whole(List<Shared> parts) {
        Shared first = parts.get(0);
        Baseline baseline = parts.stream().map(Shared::baseline).reduce(Baseline.EMPTY, Baseline::join);
        Baseline pending = parts.stream().map(Shared::pending).reduce(Baseline.EMPTY, Baseline::join);
        return new Workload(first.workload(), first.frozenAt() == 0 ? BaselineState.LEARNING : BaselineState.FROZEN, baseline, pending, first.frozenAt(),
                parts.stream().flatMap(part -> part.decisions().stream()).toList());
    }
}
