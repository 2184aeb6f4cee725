// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.WorkloadDetail;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.analyzer.http.ApiClient;
import io.winnow.analyzer.http.ApiException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code winnow workloads}: what is known. */
@Command(name = "workloads", description = "List the workloads and how complete their baselines are, or show one.", mixinStandardHelpOptions = true)
public final class WorkloadsCommand extends ServiceCommand {

    @Parameters(arity = "0..1", paramLabel = "WORKLOAD", description = "Show this one in full: its ID or name as listed, or one of its containers.")
    private String workload;

    @Override
    void ask(ApiClient client) throws ApiException {
        if (workload == null) {
            List<WorkloadSummary> workloads = client.workloads();
            show(workloads, out -> list(out, workloads));
        } else {
            WorkloadDetail detail = client.workload(workload);
            show(detail, out -> new WorkloadText(detail).print(out));
        }
    }

    public static void list(PrintWriter out, List<WorkloadSummary> workloads) {
        Columns columns = new Columns("ID", "WORKLOAD", "STATE", "CONTAINERS", "SYSCALLS", "REFUSED", "CAPABILITIES", "COVERAGE", "SEEN IN", "LAST SEEN");
        for (WorkloadSummary workload : workloads) {
            columns.row(workload.shortId(), workload.id(), state(workload), workload.containers(), workload.syscalls(), workload.refused(), workload.capabilities(),
                    coverage(workload.sample().coverageAtLeast()), workload.sample().restsOn(), workload.lastSeen());
        }
        columns.print(out);
    }

    private static String state(WorkloadSummary workload) {
        return workload.state()
                + (workload.partial().isEmpty() ? "" : ", partial")
                + (workload.pending() == 0 ? "" : ", " + workload.pending() + " to review");
    }

    static String coverage(Double coverage) {
        // down, never up: a bound is below 1, and 100.0 % would be a promise
        return coverage == null ? "-" : String.format(Locale.ROOT, ">= %.1f %%", Math.floor(coverage * 1000) / 10);
    }
}
