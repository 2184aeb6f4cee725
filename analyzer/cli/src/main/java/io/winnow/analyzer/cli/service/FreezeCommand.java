// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.http.ApiClient;
import io.winnow.analyzer.http.ApiException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code winnow freeze}: the operator approves what was learned. */
@Command(
        name = "freeze",
        description = {
            "Freeze a workload's baseline: from now on, what falls outside is a violation.",
            "A baseline that is empty, partial or young is refused; the settings analyzer.freeze.leastAge and leastWindows say how young."
        },
        mixinStandardHelpOptions = true)
public final class FreezeCommand extends WorkloadCommand<WorkloadSummary> {

    @Option(names = "--force", description = "Freeze it whatever it lacks. What that was is recorded with the decision.")
    private boolean force;

    @Override
    WorkloadSummary send(ApiClient client, String workload) throws ApiException {
        return client.freeze(workload, force);
    }

    @Override
    void print(PrintWriter out, WorkloadSummary summary) {
        WorkloadsCommand.list(out, List.of(summary));
    }
}
