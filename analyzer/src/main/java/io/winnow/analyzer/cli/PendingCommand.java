// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.http.ApiException;
import io.winnow.analyzer.http.PendingDocument;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow pending}: what waits for an operator's word. */
@Command(
        name = "pending",
        description = "Show what a frozen workload did outside its baseline: it waits for review, and nothing of it widens the baseline by itself.",
        mixinStandardHelpOptions = true)
final class PendingCommand implements Callable<Integer> {

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
        PendingDocument pending = socket.client(winnow).pending(workload);
        output.write(spec.commandLine().getOut(), pending, out -> print(out, pending));
        return ExitCode.OK;
    }

    private static void print(PrintWriter out, PendingDocument pending) {
        if (pending.items().isEmpty()) {
            out.println(TerminalText.printable("nothing waits for review in " + pending.workload()));
            return;
        }
        Columns columns = new Columns("ITEM", "STAGE", "WHAT", "FIRST SEEN", "LAST SEEN", "COUNT", "REPLICAS", "BY", "FIRST IN");
        for (PendingDocument.Item item : pending.items()) {
            columns.row(item.id(), item.stage(), item.what(), item.first(), item.last(), item.count() == 0 ? null : item.count(),
                    item.replicas() + " of " + Math.max(item.replicas(), pending.replicas()), item.executable(), item.replica());
        }
        columns.print(out);
    }
}
