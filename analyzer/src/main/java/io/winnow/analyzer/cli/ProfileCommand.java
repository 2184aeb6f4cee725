// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow profile}: what one command, or one running container, uses. */
@Command(
        name = "profile",
        description = {
            "Run a command and show what it used, and the profile that follows; or watch a running container.",
            "Ends with the command's own exit code, and with 125 where Winnow itself failed."
        },
        synopsisHeading = "Usage: ",
        customSynopsis = {"winnow profile [OPTIONS] -- COMMAND [ARG…]", "       winnow profile [OPTIONS] --container ID [--timeout TIME]"},
        mixinStandardHelpOptions = true)
final class ProfileCommand implements Callable<Integer> {

    /** Form of the result. */
    enum Form {
        columns,
        json,
        docker
    }

    @ParentCommand
    private Winnow winnow;

    @Option(names = {"-c", "--container"}, paramLabel = "ID", description = "Watch this running container, by id or name, until Ctrl-C.")
    private String container;

    @Option(names = "--timeout", paramLabel = "TIME", description = "End after this time, as 30s or 5m.")
    private Duration timeout;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "columns",
            description = "${COMPLETION-CANDIDATES}; docker is the profile alone. Default: ${DEFAULT-VALUE}")
    private Form form;

    @Option(names = {"-f", "--file"}, paramLabel = "FILE", description = "Write the result there; by default to standard output.")
    private Path file;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command and its arguments, after --.")
    private List<String> command = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (command.isEmpty() == (container == null)) {
            throw new CommandLine.ParameterException(spec.commandLine(), command.isEmpty()
                    ? "give a command after --, or a container with --container"
                    : "give either a command or --container");
        }
        Profiling profiling = container == null ? new CommandProfiling(command) : new ContainerProfiling(container);
        Profiling.Outcome outcome;
        try {
            Preflight.requireTracing();
            outcome = profiling.run(new Composition(winnow.settings()), timeout, spec.commandLine().getErr());
        } catch (CommandException e) {
            // the codes below belong to the command that is run
            throw container == null && e.exitCode() != ExitCode.USAGE ? new CommandException(ExitCode.PROFILE_FAILED, e.getMessage(), e) : e;
        }
        OutputFile.write(file, text(new ProfileReport(outcome)), spec.commandLine().getOut());
        return outcome.exitCode();
    }

    private String text(ProfileReport report) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        switch (form) {
            case columns -> report.columns(out);
            case json -> out.println(report.json());
            case docker -> out.print(report.docker());
        }
        out.flush();
        return text.toString();
    }
}
