// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.http.ApiException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow violations}: what fell outside. */
@Command(name = "violations", description = "Show recent violations, and with --follow each new one as it comes.", mixinStandardHelpOptions = true)
final class ViolationsCommand implements Callable<Integer> {

    enum Form {
        columns,
        json
    }

    @ParentCommand
    private Winnow winnow;

    @Mixin
    private SocketOption socket;

    @Option(names = "--follow", description = "Go on until Ctrl-C.")
    private boolean follow;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "columns",
            description = "${COMPLETION-CANDIDATES}; json is one document a line.")
    private Form output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws ApiException {
        PrintWriter out = spec.commandLine().getOut();
        socket.client(winnow).violations(follow, () -> heading(out), line -> {
            out.println(output == Form.json ? line : ViolationLine.of(line));
            return StandardOutput.flush(out);
        });
        return ExitCode.OK;
    }

    private void heading(PrintWriter out) {
        if (output == Form.columns) {
            ViolationLine.heading(out);
        }
    }
}
