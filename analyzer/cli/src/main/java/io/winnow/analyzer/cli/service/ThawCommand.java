// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code winnow thaw}: the operator withdraws the approval. */
@Command(
        name = "thaw",
        description = "Have a frozen workload learn again, from its baseline and all that waits for review; until it is frozen anew nothing is a violation.",
        mixinStandardHelpOptions = true)
public final class ThawCommand extends WorkloadCommand<WorkloadSummary> {

    @Override
    WorkloadSummary send(ApiClient client, String workload) throws ApiException {
        return client.thaw(workload);
    }

    @Override
    void print(PrintWriter out, WorkloadSummary summary) {
        WorkloadsCommand.list(out, List.of(summary));
    }
}
