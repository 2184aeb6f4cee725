// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.finding;

import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.config.Settings;
import io.winnow.analyzer.cli.service.Answered;
import io.winnow.analyzer.cli.service.ListWatch;
import io.winnow.analyzer.cli.service.LiveList;
import io.winnow.analyzer.cli.service.Since;
import io.winnow.analyzer.cli.service.SocketOption;
import io.winnow.analyzer.cli.service.WorkloadCommand;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.Palette;
import io.winnow.analyzer.cli.terminal.StandardOutput;
import io.winnow.analyzer.finding.FindingState;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import io.winnow.analyzer.posture.Severity;
import io.winnow.analyzer.publish.FindingDocument;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow findings}: what an operator is called for. */
@Command(
        name = "findings",
        description = {
            "Show findings: violations grouped by what caused them, ranked, with what they mean. Without --state those that are open or acknowledged.",
            "With --follow on a terminal the list as it is now, the worst first, until q; elsewhere, and in other forms than columns, each update as it comes."
        },
        subcommands = {FindingCommand.Show.class, FindingCommand.Acknowledge.class, FindingCommand.Accept.class},
        mixinStandardHelpOptions = true)
public final class FindingsCommand implements Callable<Integer>, Answered, CommandContext {

    @ParentCommand
    private CommandContext context;

    @Mixin
    private SocketOption socket;

    @Option(names = "--since", paramLabel = "TIME", converter = Since.class,
            description = "Only those of which something happened since then: 10m ago, or at 2026-11-21T10:00:00Z.")
    private Instant since;

    @Option(names = "--severity", paramLabel = "SEVERITY", defaultValue = "info", description = "Only those as severe, or more: ${COMPLETION-CANDIDATES}.")
    private Severity severity;

    @Option(names = "--state", paramLabel = "STATE", split = ",", description = "Only those in these states: ${COMPLETION-CANDIDATES}.")
    private List<FindingState> states = List.of(FindingState.OPEN, FindingState.ACKNOWLEDGED);

    @Option(names = "--workload", paramLabel = "NAME", description = "Only those of this workload. " + WorkloadCommand.NAMES)
    private String workload;

    @Option(names = {"--follow", "-w", "--watch"}, description = "Go on until q, or Ctrl-C.")
    private boolean follow;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "columns",
            description = "${COMPLETION-CANDIDATES}; json is one document a line, text one sentence, ocsf a Detection Finding (2004) a line.")
    private FindingOutput output;

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
        String named = workload == null ? "" : client.workload(workload).summary().id();
        if (!follow) {
            List<FindingDocument> findings = client.findings(query(named));
            output.heading(out);
            findings.forEach(finding -> output.write(out, finding));
            StandardOutput.flush(out);
        } else if (output == FindingOutput.columns && StandardOutput.isTerminal()) {
            ListWatch.Question<FindingDocument> question = () -> FindingList.ranked(client.findings(query(named)));
            new LiveList<>("winnow findings", new FindingList(), FindingDocument::id, Palette.of(System.getenv())).follow(question.ask(), question, out);
        } else {
            follow(client, named, out);
        }
        return ExitCode.OK;
    }

    private void follow(ApiClient client, String named, PrintWriter out) throws ApiException {
        client.followFindings(() -> output.heading(out), line -> {
            FindingDocument finding = FindingOutput.parse(line);
            if (shows(finding, named)) {
                output.write(out, finding);
            }
            return StandardOutput.flush(out);
        });
    }

    private boolean shows(FindingDocument finding, String named) {
        return (since == null || !Instant.parse(finding.time()).isBefore(since))
                && Severity.of(finding.severity()).compareTo(severity) >= 0
                && states.stream().anyMatch(state -> state.label().equals(finding.state()))
                && finding.workload().id().startsWith(named);
    }

    private Map<String, String> query(String named) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("severity", severity.label());
        query.put("state", String.join(",", states.stream().map(FindingState::label).toList()));
        if (since != null && since.isAfter(Instant.EPOCH)) {
            query.put("since", since.toString());
        }
        if (!named.isEmpty()) {
            query.put("workload", named);
        }
        return query;
    }

    @Override
    public Settings settings() {
        return context.settings();
    }

    @Override
    public ApiClient client(Path path) {
        return context.client(path);
    }
}
