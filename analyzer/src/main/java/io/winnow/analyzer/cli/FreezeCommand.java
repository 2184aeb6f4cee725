// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.http.ApiClient;
import io.winnow.analyzer.http.ApiException;
import io.winnow.analyzer.http.WorkloadSummary;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code winnow freeze}: the operator's word. */
@Command(
        name = "freeze",
        description = "Freeze a workload's baseline: from now on, what falls outside is a violation.",
        mixinStandardHelpOptions = true)
final class FreezeCommand extends WorkloadCommand<WorkloadSummary> {

    @Override
    WorkloadSummary send(ApiClient client, String workload) throws ApiException {
        return client.freeze(workload);
    }

    @Override
    void print(PrintWriter out, WorkloadSummary summary) {
        WorkloadsCommand.list(out, List.of(summary));
    }
}
