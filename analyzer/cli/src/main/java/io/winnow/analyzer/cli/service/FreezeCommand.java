// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code winnow freeze}: the operator approves what was learned. */
@Command(
        name = "freeze",
        description = {
            "Freeze a workload's baseline: from now on, what falls outside is a violation.",
            "A baseline that is empty, partial or young is refused; the settings analyzer.freeze.leastAge and leastWindows say how young.",
            "Another digest of an image is another version of its workload. With --from it goes on under the baseline of the version before."
        },
        mixinStandardHelpOptions = true)
public final class FreezeCommand extends WorkloadCommand<WorkloadSummary> {

    @Option(names = "--force", description = "Freeze it whatever it lacks. What that was is recorded with the decision.")
    private boolean force;

    @Option(names = "--from", paramLabel = "OTHER",
            description = "Freeze it with the frozen baseline of this one, mostly its earlier version. What it has learned itself waits for review, as far as"
                    + " it lies outside.")
    private String from;

    @Override
    WorkloadSummary send(ApiClient client, String workload) throws ApiException {
        if (from == null) {
            return client.freeze(workload, force);
        }
        if (force) {
            throw new ParameterException(spec().commandLine(), "give either --force or --from: a baseline that is taken from another workload needs no force");
        }
        return client.freezeFrom(workload, from);
    }

    @Override
    void print(PrintWriter out, WorkloadSummary summary) {
        WorkloadsCommand.list(out, List.of(summary));
    }
}
