// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.WorkloadSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Workloads and how complete their baselines are. */
final class WorkloadList extends ListTable<WorkloadSummary> {

    @Override
    List<String> headings(boolean wide) {
        List<String> headings = new ArrayList<>(
                List.of("ID", "WORKLOAD", "OWNER", "STATE", "CONTAINERS", "SYSCALLS", "REFUSED", "CAPABILITIES", "COVERAGE", "SEEN IN", "LAST SEEN"));
        if (wide) {
            headings.add("SINCE");
        }
        return headings;
    }

    @Override
    List<Object> cells(WorkloadSummary workload, boolean wide) {
        List<Object> cells = new ArrayList<>(Arrays.asList(workload.shortId(), wide ? workload.id() : Shortened.of(workload.id()), workload.identity().owner(),
                state(workload, wide), workload.containers(),
                workload.syscalls(), workload.refused(), workload.capabilities(), coverage(workload.sample().coverageAtLeast()), workload.sample().restsOn(), workload.lastSeen()));
        if (wide) {
            cells.add(workload.since());
        }
        return cells;
    }

    private static String state(WorkloadSummary workload, boolean wide) {
        return workload.state()
                + (workload.partial().isEmpty() ? "" : ", partial")
                + (wide && !workload.partial().isEmpty() ? " (" + String.join(", ", workload.partial()) + ")" : "")
                + (workload.pending() == 0 ? "" : ", " + workload.pending() + " to review");
    }

    static String coverage(Double coverage) {
        // down, never up: a bound is below 1, and 100.0 % would be a promise
        return coverage == null ? "-" : String.format(Locale.ROOT, ">= %.1f %%", Math.floor(coverage * 1000) / 10);
    }

    @Override
    String name(WorkloadSummary workload) {
        return workload.shortId();
    }

    /** A busy workload is seen at any time. */
    @Override
    Object state(WorkloadSummary workload) {
        return workload.withLastSeen(null);
    }
}
