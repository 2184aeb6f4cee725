// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code winnow forget}: a workload that is no longer needed. */
@Command(
        name = "forget",
        description = {
            "Remove a workload and all that was learned of it. What its containers do from then on is learned anew.",
            "The setting analyzer.forgetAfter does this by itself for workloads that are not frozen."
        },
        mixinStandardHelpOptions = true)
public final class ForgetCommand extends WorkloadCommand<WorkloadSummary> {

    @Option(names = "--confirm", paramLabel = "ID", defaultValue = "", description = "The workload's ID, or its whole name: it is this one that is meant.")
    private String confirmed;

    @Option(names = "--force", description = "Though it is frozen, or has running containers.")
    private boolean force;

    @Override
    WorkloadSummary send(ApiClient client, String workload) throws ApiException {
        return client.forget(workload, confirmed, force);
    }

    @Override
    void print(PrintWriter out, WorkloadSummary summary) {
        out.println(TerminalText.printable("forgotten: " + summary.id() + " (" + summary.shortId() + ")"));
    }
}
