// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.Output;
import io.winnow.analyzer.cli.terminal.Palette;
import io.winnow.analyzer.cli.terminal.StandardOutput;
import io.winnow.analyzer.cli.terminal.Terminal;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow violations}: what fell outside. */
@Command(
        name = "violations",
        description = "Show recent violations, also those from before a restart, and with --follow each new one as it comes.",
        mixinStandardHelpOptions = true)
public final class ViolationsCommand implements Callable<Integer>, Answered {

    @ParentCommand
    private CommandContext context;

    @Mixin
    private SocketOption socket;

    @Mixin
    private ViolationFilter filter;

    @Mixin
    private SelectorOptions selector;

    @Option(names = {"--follow", "-w", "--watch"}, description = "Go on until Ctrl-C.")
    private boolean follow;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "columns",
            description = "${COMPLETION-CANDIDATES}; json is one document a line.")
    private Output output;

    @Spec
    private CommandSpec spec;

    @Override
    public boolean answeredByService() {
        return !follow;
    }

    @Override
    public Integer call() throws ApiException {
        PrintWriter out = spec.commandLine().getOut();
        ApiClient client = socket.client(context);
        String workload = filter.workload() == null ? null : client.workload(filter.workload()).summary().id();
        ViolationSelection selection = new ViolationSelection(selector, client);
        if (follow) {
            hint(out, client, workload, selection);
        }
        boolean live = follow && output == Output.columns && StandardOutput.isTerminal();
        LiveViolations terminal = live ? new LiveViolations(Palette.of(System.getenv()), Terminal.open(false)) : null;
        client.violations(follow, () -> heading(out, terminal), line -> {
            JsonNode violation = ViolationLine.parse(line);
            if (filter.shows(violation, workload) && selection.shows(violation)) {
                show(out, terminal, line, violation);
            }
            return StandardOutput.flush(out);
        });
        if (!follow) {
            hint(out, client, workload, selection);
        }
        return ExitCode.OK;
    }

    /** @param terminal null if it is none that is written to */
    private void show(PrintWriter out, LiveViolations terminal, String line, JsonNode violation) {
        switch (output) {
            case columns -> out.println(terminal == null ? ViolationLine.of(violation) : terminal.line(violation));
            case json -> out.println(line);
            case yaml -> output.write(out, List.of(violation), any -> {});
        }
    }

    private void heading(PrintWriter out, LiveViolations terminal) {
        if (terminal != null) {
            out.println(terminal.heading());
            out.flush();
        } else if (output == Output.columns) {
            ViolationLine.heading(out);
        }
    }

    /** Only frozen workloads have violations, but a filter may refuse calls to any. */
    private void hint(PrintWriter out, ApiClient client, String workload, ViolationSelection selection) throws ApiException {
        if (output != Output.columns || !filter.showsDenials()) {
            return;
        }
        for (WorkloadSummary each : client.workloads()) {
            if (each.refused() > 0 && !each.state().equals("frozen") && (workload == null || workload.equals(each.id()))
                    && selection.showsWorkload(each.id())) {
                out.println(TerminalText.printable(each.id()) + " is not frozen and so has no violations, but seccomp refused it " + each.refused()
                        + (each.refused() == 1 ? " system call" : " system calls") + ": see `winnow workloads " + each.shortId() + "`");
            }
        }
        out.flush();
    }
}
