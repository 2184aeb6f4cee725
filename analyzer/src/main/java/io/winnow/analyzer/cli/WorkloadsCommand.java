// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.http.ApiClient;
import io.winnow.analyzer.http.ApiException;
import io.winnow.analyzer.http.WorkloadDetail;
import io.winnow.analyzer.http.WorkloadSummary;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow workloads}: what is known. */
@Command(name = "workloads", description = "List the workloads and how complete their baselines are, or show one.", mixinStandardHelpOptions = true)
final class WorkloadsCommand implements Callable<Integer> {

    @ParentCommand
    private Winnow winnow;

    @Mixin
    private SocketOption socket;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "columns", description = "${COMPLETION-CANDIDATES}")
    private Output output;

    @Parameters(arity = "0..1", paramLabel = "WORKLOAD", description = "Show this one in full.")
    private String workload;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws ApiException {
        ApiClient client = socket.client(winnow);
        PrintWriter out = spec.commandLine().getOut();
        if (workload == null) {
            List<WorkloadSummary> workloads = client.workloads();
            output.write(out, workloads, to -> list(to, workloads));
        } else {
            WorkloadDetail detail = client.workload(workload);
            output.write(out, detail, to -> new WorkloadText(detail).print(to));
        }
        return ExitCode.OK;
    }

    static void list(PrintWriter out, List<WorkloadSummary> workloads) {
        Columns columns = new Columns("WORKLOAD", "STATE", "CONTAINERS", "SYSCALLS", "CAPABILITIES", "COVERAGE", "LAST SEEN");
        for (WorkloadSummary workload : workloads) {
            columns.row(workload.id(), state(workload), workload.containers(), workload.syscalls(), workload.capabilities(),
                    coverage(workload.coverage()), workload.lastSeen());
        }
        columns.print(out);
    }

    private static String state(WorkloadSummary workload) {
        return workload.state()
                + (workload.partial().isEmpty() ? "" : ", partial")
                + (workload.pending() == 0 ? "" : ", " + workload.pending() + " to review");
    }

    static String coverage(Double coverage) {
        // down, never up: 100.0 % means that nothing more is expected
        return coverage == null ? "-" : String.format(Locale.ROOT, "%.1f %%", Math.floor(coverage * 1000) / 10);
    }
}
