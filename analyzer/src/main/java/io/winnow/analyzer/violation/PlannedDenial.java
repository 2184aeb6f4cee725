// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;

/**
 * A refusal that a profile contains on purpose: {@code clone3} is answered with ENOSYS so that the C library falls back to {@code clone}.
 *
 * @param nr number in the table of {@code abi}
 * @param errno that the profile answers with
 */
public record PlannedDenial(Abi abi, int nr, long errno) {

    static PlannedDenial of(Item denial) {
        return new PlannedDenial(denial.abi(), denial.nr(), denial.detail());
    }
}
