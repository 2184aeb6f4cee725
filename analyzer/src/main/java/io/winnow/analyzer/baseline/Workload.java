// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import java.util.Objects;

/**
 * A workload and what is known of it. Immutable.
 *
 * @param id its name
 * @param state how far it is; {@link BaselineState#FROZEN} only by an operator's word or a configured rule
 * @param baseline what it does; once frozen it does not change
 * @param pending once frozen: what came later and is not in the baseline, held for review; else empty
 * @param frozenAt wall time, nanoseconds since 1970; 0 where it is not frozen
 */
public record Workload(WorkloadId id, BaselineState state, Baseline baseline, Baseline pending, long frozenAt) {

    public Workload {
        Objects.requireNonNull(id, "id");
        if ((state == BaselineState.FROZEN) != (frozenAt != 0)) {
            throw new IllegalArgumentException("workload=" + id + " state=" + state + " frozenAt=" + frozenAt);
        }
    }

    public boolean frozen() {
        return state == BaselineState.FROZEN;
    }

    /** Whether something waits for an operator's review. */
    public boolean reviewDue() {
        return !pending.items().isEmpty();
    }
}
