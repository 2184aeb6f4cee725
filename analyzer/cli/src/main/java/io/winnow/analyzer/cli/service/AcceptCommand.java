// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.http.ApiClient;
import io.winnow.analyzer.http.ApiException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code winnow accept}: the operator approves what waits for review. */
@Command(
        name = "accept",
        description = {
            "Take what waits for review into a frozen workload's baseline; it is a violation no longer, and the next profile allows it.",
            "A refused call that is accepted stays refused, and is reported no longer: `winnow export --allow NAME` allows it."
        },
        mixinStandardHelpOptions = true)
public final class AcceptCommand extends WorkloadCommand<WorkloadSummary> {

    @Option(names = "--all", paramLabel = "LISTING", description = "All that `winnow pending` showed, which also names the listing; refused if more waits by now.")
    private String listing;

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why; it is kept with the decision.")
    private String reason;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "ITEM",
            description = "As `winnow pending` lists it; or the name of a system call or capability, for all that waits about it.")
    private List<String> items = List.of();

    @Override
    WorkloadSummary send(ApiClient client, String workload) throws ApiException {
        if ((listing == null) == items.isEmpty()) {
            throw new ParameterException(spec().commandLine(), "give either the items to accept or --all");
        }
        return items.isEmpty() ? client.approveAll(workload, listing, reason) : client.approve(workload, items, reason);
    }

    @Override
    void print(PrintWriter out, WorkloadSummary summary) {
        WorkloadsCommand.list(out, List.of(summary));
    }
}
