// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import java.util.List;

/**
 * What a learner remembers besides baselines.
 *
 * @param tenants of the slots
 * @param exhausted cgroups that were not observed, as last reported for {@code exhaustedEpoch}
 * @param exhaustedEpoch the maps that counted them
 * @param unattributed slots that did something and whose container never became known
 */
public record LearnerState(List<TenantState> tenants, long exhausted, long exhaustedEpoch, long unattributed) {

    static final LearnerState NEW = new LearnerState(List.of(), 0, 0, 0);

    public LearnerState {
        tenants = List.copyOf(tenants);
    }
}
