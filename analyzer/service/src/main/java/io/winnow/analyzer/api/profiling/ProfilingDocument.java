// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api.profiling;

import java.util.List;

/**
 * What a profiled container called.
 *
 * @param calls each that returned, the one that took the most time first
 * @param latency over time
 */
public record ProfilingDocument(ProfilingSummary summary, List<CallUseDocument> calls, HeatMapDocument latency) {

    public ProfilingDocument {
        calls = List.copyOf(calls);
    }
}
