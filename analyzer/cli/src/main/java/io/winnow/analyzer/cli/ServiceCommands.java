// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.cli.service.Answered;
import io.winnow.analyzer.http.CommandRunner;
import io.winnow.analyzer.http.client.ApiClient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The commands that only ask the service and print its answer, carried out in the service itself. They see no file and no environment. */
public final class ServiceCommands implements CommandRunner {

    private static final int ELSEWHERE = Integer.MIN_VALUE;

    @Override
    public Optional<Outcome> run(List<String> arguments, ApiClient client) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Winnow.commandLine(client);
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        commandLine.setExecutionStrategy(parsed -> answered(parsed) ? new CommandLine.RunLast().execute(parsed) : ELSEWHERE);
        int code = commandLine.execute(arguments.toArray(String[]::new));
        return code == ELSEWHERE ? Optional.empty() : Optional.of(new Outcome(code, out.toString(), err.toString()));
    }

    private static boolean answered(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        return last.commandSpec().userObject() instanceof Answered command && command.answeredByService();
    }
}
