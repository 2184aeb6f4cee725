// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.cli.terminal.Palette.Tone;
import io.winnow.analyzer.cli.terminal.Shortened;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Workloads and how complete their baselines are. */
final class WorkloadList extends ListTable<WorkloadSummary> {

    private static final int STATE = 3;
    /** Of each heading. */
    private static final List<Integer> RANKS = List.of(3, 0, 9, 1, 4, 2, 7, 5, 6, 10, 8);

    @Override
    protected List<String> headings(boolean wide) {
        List<String> headings = new ArrayList<>(
                List.of("ID", "WORKLOAD", "OWNER", "STATE", "CONTAINERS", "SYSCALLS", "REFUSED", "CAPABILITIES", "COVERAGE", "SEEN IN", "LAST SEEN"));
        if (wide) {
            headings.add("SINCE");
        }
        return headings;
    }

    @Override
    protected List<Object> cells(WorkloadSummary workload, boolean wide) {
        List<Object> cells = new ArrayList<>(Arrays.asList(workload.shortId(), wide ? workload.id() : Shortened.of(workload.id()), workload.identity().owner(),
                state(workload, wide), workload.containers(),
                workload.syscalls(), workload.refused(), workload.capabilities(), coverage(workload.sample().coverageAtLeast()), workload.sample().restsOn(), workload.lastSeen()));
        if (wide) {
            cells.add(workload.since());
        }
        return cells;
    }

    @Override
    protected int rank(int column) {
        return RANKS.get(column);
    }

    @Override
    protected Tone tone(WorkloadSummary workload, int column) {
        if (column != STATE) {
            return Tone.PLAIN;
        }
        return workload.pending() > 0 || workload.findingCount() > 0 ? Tone.BAD : !workload.partial().isEmpty() ? Tone.WARN : switch (workload.state()) {
            case "frozen" -> Tone.GOOD;
            case "stable" -> Tone.CALM;
            default -> Tone.PLAIN;
        };
    }

    @Override
    protected String summary(List<WorkloadSummary> workloads) {
        long frozen = workloads.stream().filter(workload -> workload.state().equals("frozen")).count();
        return workloads.size() + ", " + frozen + " frozen, " + workloads.stream().mapToInt(WorkloadSummary::pending).sum() + " to review";
    }

    private static String state(WorkloadSummary workload, boolean wide) {
        return workload.state()
                + (workload.partial().isEmpty() ? "" : ", partial")
                + (wide && !workload.partial().isEmpty() ? " (" + String.join(", ", workload.partial()) + ")" : "")
                + (workload.pending() == 0 ? "" : ", " + workload.pending() + " to review")
                + (workload.findingCount() == 0 ? "" : ", " + workload.findingCount() + (workload.findingCount() == 1 ? " finding" : " findings"));
    }

    static String coverage(Double coverage) {
        // down, never up: a bound is below 1, and 100.0 % would be a promise
        return coverage == null ? "-" : String.format(Locale.ROOT, ">= %.1f %%", Math.floor(coverage * 1000) / 10);
    }

    @Override
    protected String name(WorkloadSummary workload) {
        return workload.shortId();
    }

    /** A busy workload is seen at any time. */
    @Override
    protected Object state(WorkloadSummary workload) {
        return workload.withLastSeen(null);
    }
}
