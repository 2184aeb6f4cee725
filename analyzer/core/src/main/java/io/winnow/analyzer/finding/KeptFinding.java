// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import java.util.List;

/**
 * A finding as it is kept over a restart.
 *
 * @param finding as it was
 * @param confirmed sequence of the newest update that is known to have arrived; 0 for none
 * @param heard when it changed last, wall time in nanoseconds since 1970: what it is about may have happened long before
 * @param counted ids of the violations that are in the total and not among those of the finding: read again, they count no second time
 */
public record KeptFinding(Finding finding, long confirmed, long heard, List<String> counted) {

    public KeptFinding {
        counted = counted == null ? List.of() : List.copyOf(counted);
    }
}
