// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.composition.Preflight;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.FileOption;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow profile}: what one command, or one running container, uses. */
@Command(
        name = "profile",
        description = {
            "Run a command and show what it used, and the profile that follows; or watch a running container.",
            "Ends with the command's own exit code, and with 125 if Winnow itself failed."
        },
        synopsisHeading = "Usage: ",
        customSynopsis = {"winnow profile [OPTIONS] -- COMMAND [ARG…]", "       winnow profile [OPTIONS] --container NAME [--timeout TIME]"},
        mixinStandardHelpOptions = true)
public final class ProfileCommand implements Callable<Integer> {

    /** Form of the result. */
    enum Form {
        columns,
        json,
        docker
    }

    @ParentCommand
    private CommandContext context;

    @Mixin
    private SubjectOptions subject;

    @Option(names = "--timeout", paramLabel = "TIME", description = "End after this time, as 30s or 5m.")
    private Duration timeout;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "columns",
            description = "${COMPLETION-CANDIDATES}; docker is the profile alone. Default: ${DEFAULT-VALUE}")
    private Form form;

    @Mixin
    private FileOption file;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        subject.check(spec);
        Profiling profiling = subject.isCommand() ? new CommandProfiling(subject.command()) : new ContainerProfiling(subject.container());
        try {
            file.check();
            Preflight.requireTracing();
            Profiling.Outcome outcome = profiling.run(new Composition(context.settings()), timeout, spec.commandLine().getErr());
            file.write(text(new ProfileReport(outcome)), spec.commandLine().getOut());
            return outcome.exitCode();
        } catch (CommandException e) {
            throw subject.failed(e);
        }
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
