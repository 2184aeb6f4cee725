// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is watched, a command or a running container: shared by the commands that open a tracer of their own. */
final class SubjectOptions {

    @Option(names = {"-c", "--container"}, paramLabel = "NAME",
            description = "Watch this running container until Ctrl-C: its name, its id, or its workload as `winnow workloads` names it.")
    private String container;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command and its arguments, after --.")
    private List<String> command = List.of();

    /**
     * @throws CommandLine.ParameterException if it is neither or both
     * @throws CommandException if there is no such command
     */
    void check(CommandSpec spec) {
        if (command.isEmpty() == (container == null)) {
            throw new CommandLine.ParameterException(spec.commandLine(), command.isEmpty()
                    ? "give a command after --, or a container with --container"
                    : "give either a command or --container");
        }
        if (isCommand()) {
            Executables.require(command.get(0));
        }
    }

    boolean isCommand() {
        return container == null;
    }

    String container() {
        return container;
    }

    /** For people: untrusted text. */
    String name() {
        return isCommand() ? String.join(" ", command) : container;
    }

    List<String> command() {
        return command;
    }

    /** The failure as it leaves the program: if a command is run, the other exit codes are the command's. */
    CommandException failed(CommandException e) {
        boolean ambiguous = isCommand() && e.exitCode() != ExitCode.USAGE && e.exitCode() < ExitCode.PROFILE_FAILED;
        return ambiguous ? new CommandException(ExitCode.PROFILE_FAILED, e.getMessage(), e) : e;
    }
}
