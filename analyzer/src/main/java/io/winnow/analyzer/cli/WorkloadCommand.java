// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.http.ApiClient;
import io.winnow.analyzer.http.ApiException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * A command that says or asks the running service something about one workload.
 *
 * @param <T> document that the service answers with
 */
abstract class WorkloadCommand<T> implements Callable<Integer> {

    @ParentCommand
    private Winnow winnow;

    @Mixin
    private SocketOption socket;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "columns", description = "${COMPLETION-CANDIDATES}")
    private Output output;

    @Parameters(index = "0", paramLabel = "WORKLOAD", description = "As `winnow workloads` names it.")
    private String workload;

    @Spec
    private CommandSpec spec;

    @Override
    public final Integer call() throws ApiException {
        T document = send(socket.client(winnow), workload);
        output.write(spec.commandLine().getOut(), document, out -> print(out, document));
        return ExitCode.OK;
    }

    abstract T send(ApiClient client, String workload) throws ApiException;

    abstract void print(PrintWriter out, T document);

    final CommandSpec spec() {
        return spec;
    }
}
