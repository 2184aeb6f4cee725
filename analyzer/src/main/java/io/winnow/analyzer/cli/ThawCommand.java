// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.http.ApiException;
import io.winnow.analyzer.http.WorkloadSummary;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow thaw}: the operator's word taken back. */
@Command(
        name = "thaw",
        description = "Have a frozen workload learn again, from its baseline and all that waits for review; until it is frozen anew nothing is a violation.",
        mixinStandardHelpOptions = true)
final class ThawCommand implements Callable<Integer> {

    @ParentCommand
    private Winnow winnow;

    @Mixin
    private SocketOption socket;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "columns", description = "${COMPLETION-CANDIDATES}")
    private Output output;

    @Parameters(paramLabel = "WORKLOAD", description = "As `winnow workloads` names it.")
    private String workload;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws ApiException {
        WorkloadSummary thawed = socket.client(winnow).thaw(workload);
        output.write(spec.commandLine().getOut(), thawed, out -> WorkloadsCommand.list(out, List.of(thawed)));
        return ExitCode.OK;
    }
}
