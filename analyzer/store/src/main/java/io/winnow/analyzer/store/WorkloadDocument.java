// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.workload.WorkloadId;
import java.util.List;
import java.util.Locale;

/**
 * The JSON form of a {@link Workload}: one document a workload; {@code workload.schema.json} describes it.
 *
 * @param version of the form
 * @param state for readers: whether it is frozen counts
 * @param frozenAt ISO 8601; left out if it is not frozen
 * @param pending left out if nothing waits for review
 * @param decisions left out if there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WorkloadDocument(
        int version,
        String name,
        String revision,
        String state,
        String frozenAt,
        BaselineDocument baseline,
        BaselineDocument pending,
        List<DecisionDocument> decisions) {

    static final int VERSION = 1;

    /** Who decided what, and when. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DecisionDocument(String time, String action, String by, int items, String note) {

        static DecisionDocument of(Decision decision) {
            return new DecisionDocument(
                    TimeText.of(decision.time()), decision.action().name().toLowerCase(Locale.ROOT), decision.by(), decision.items(),
                    decision.note().isEmpty() ? null : decision.note());
        }

        Decision decision() {
            return new Decision(TimeText.nanos(time), Decision.Action.valueOf(action.toUpperCase(Locale.ROOT)), by, items, note == null ? "" : note);
        }
    }

    static WorkloadDocument of(Workload workload) {
        return new WorkloadDocument(
                VERSION,
                workload.id().name(),
                workload.id().revision(),
                workload.state().name().toLowerCase(Locale.ROOT),
                workload.frozen() ? TimeText.of(workload.frozenAt()) : null,
                BaselineDocument.of(workload.baseline()),
                workload.pending().equals(Baseline.EMPTY) ? null : BaselineDocument.of(workload.pending()),
                workload.decisions().isEmpty() ? null : workload.decisions().stream().map(DecisionDocument::of).toList());
    }

    /** @throws IllegalArgumentException if something is not what it should be; the message names it */
    Workload workload() {
        if (name == null || revision == null || baseline == null) {
            throw new IllegalArgumentException("name, revision or baseline is missing");
        }
        return new Workload(
                new WorkloadId(name, revision),
                frozenAt == null ? BaselineState.LEARNING : BaselineState.FROZEN,
                baseline.baseline(),
                pending == null ? Baseline.EMPTY : pending.baseline(),
                frozenAt == null ? 0 : TimeText.nanos(frozenAt),
                decisions == null ? List.of() : decisions.stream().map(DecisionDocument::decision).toList());
    }
}
