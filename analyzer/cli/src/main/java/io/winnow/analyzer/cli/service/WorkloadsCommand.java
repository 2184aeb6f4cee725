// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.WorkloadDetail;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.ListOutput;
import io.winnow.analyzer.cli.terminal.Output;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code winnow workloads}: what is known. */
@Command(
        name = "workloads",
        description = {
            "List the workloads and how complete their baselines are, or show one.",
            "If containers are selected (-n, -p, -c, -l), only the workloads are listed that such a container is running of."
        },
        mixinStandardHelpOptions = true)
public final class WorkloadsCommand extends ListCommand<WorkloadSummary> {

    @Parameters(arity = "0..1", paramLabel = "WORKLOAD", description = "Show this one in full. " + WorkloadCommand.NAMES)
    private String workload;

    @Option(names = "--all", description = "List pause containers, too: those that only hold the namespaces of pods.")
    private boolean all;

    @Override
    public Integer call() throws ApiException {
        if (workload == null) {
            return super.call();
        }
        if (selector().given() || watch()) {
            throw new ParameterException(spec().commandLine(), "give either a workload, or --watch and which containers");
        }
        WorkloadDetail detail = client().workload(workload);
        PrintWriter out = spec().commandLine().getOut();
        switch (output()) {
            case columns, wide -> Output.columns.write(out, detail, to -> new WorkloadText(detail).print(to));
            case json -> Output.json.write(out, detail, to -> {});
            case yaml -> Output.yaml.write(out, detail, to -> {});
            case name -> table().print(out, ListOutput.name, List.of(detail.summary()));
        }
        return ExitCode.OK;
    }

    @Override
    ListTable<WorkloadSummary> table() {
        return new WorkloadList();
    }

    @Override
    List<WorkloadSummary> ask(ApiClient client, SelectorOptions selected) throws ApiException {
        if (!selected.given()) {
            return client.workloads(all);
        }
        Set<String> chosen = selected.workloads(client);
        return client.workloads(all).stream().filter(each -> chosen.contains(each.id())).toList();
    }

    @Override
    String key(WorkloadSummary summary) {
        return summary.shortId();
    }

    public static void list(PrintWriter out, List<WorkloadSummary> workloads) {
        new WorkloadList().print(out, ListOutput.columns, workloads);
    }
}
