// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.http.ApiClient;
import io.winnow.analyzer.http.ApiException;
import io.winnow.analyzer.http.WorkloadSummary;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow accept}: the operator's word on what waits for review. */
@Command(
        name = "accept",
        description = {
            "Take what waits for review into a frozen workload's baseline; it is a violation no longer, and the next profile permits it.",
            "A refused call that is accepted stays refused, and is reported no longer: `winnow export --allow NAME` permits it."
        },
        mixinStandardHelpOptions = true)
final class AcceptCommand implements Callable<Integer> {

    @ParentCommand
    private Winnow winnow;

    @Mixin
    private SocketOption socket;

    @Option(names = "--all", description = "All that waits.")
    private boolean all;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "columns", description = "${COMPLETION-CANDIDATES}")
    private Output output;

    @Parameters(index = "0", paramLabel = "WORKLOAD", description = "As `winnow workloads` names it.")
    private String workload;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "ITEM",
            description = "As `winnow pending` lists it; or the name of a system call or capability, for all that waits about it.")
    private List<String> items = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws ApiException {
        if (all != items.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "give either the items to accept or --all");
        }
        ApiClient client = socket.client(winnow);
        WorkloadSummary accepted = all ? client.acceptAll(workload) : client.accept(workload, items);
        output.write(spec.commandLine().getOut(), accepted, out -> WorkloadsCommand.list(out, List.of(accepted)));
        return ExitCode.OK;
    }
}
