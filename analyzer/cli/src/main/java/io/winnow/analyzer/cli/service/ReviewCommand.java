// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.Selection;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** A command that decides about what waits for review. */
abstract class ReviewCommand extends WorkloadCommand<WorkloadSummary> {

    @Option(names = "--all", paramLabel = "LISTING", description = "All that `winnow pending` showed, which also names the listing; refused if more waits by now.")
    private String listing;

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why; it is kept with the decision.")
    private String reason;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "ITEM",
            description = "As `winnow pending` lists it; or the name of a system call or capability, for all that waits about it.")
    private List<String> items = List.of();

    /** Asks the service for the decision. */
    abstract WorkloadSummary decide(ApiClient client, String workload, Selection selection, String why) throws ApiException;

    @Override
    final WorkloadSummary send(ApiClient client, String workload) throws ApiException {
        if ((listing == null) == items.isEmpty()) {
            throw new ParameterException(spec().commandLine(), "give either the items to " + spec().name() + " or --all");
        }
        return decide(client, workload, items.isEmpty() ? Selection.allOf(listing) : Selection.of(items), reason);
    }

    @Override
    final void print(PrintWriter out, WorkloadSummary summary) {
        WorkloadsCommand.list(out, List.of(summary));
    }
}
