// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.PlainExceptions;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.analyzer.http.client.ApiException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says what went wrong: one message, and an exit code. Stack traces are for {@code --verbose}. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private static final int BAD_REQUEST = 400;

    private final Winnow winnow;

    Failures(Winnow winnow) {
        this.winnow = winnow;
    }

    @Override
    public int handleParseException(CommandLine.ParameterException e, String[] args) {
        CommandLine commandLine = e.getCommandLine();
        PrintWriter err = commandLine.getErr();
        err.println("winnow: " + printable(e.getMessage()));
        List<String> suggestions =
                e instanceof CommandLine.UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        if (!suggestions.isEmpty()) {
            err.println("Did you mean: " + String.join(", ", suggestions) + "?");
        }
        err.println("Try '" + commandLine.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine commandLine, ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        err.println("winnow: " + printable(message(e)));
        if (winnow.verbose()) {
            err.print(PlainExceptions.of(e));
        }
        err.flush();
        return exitCode(e);
    }

    private static String message(Exception e) {
        if (e instanceof CommandException || e instanceof ApiException) {
            return e.getMessage();
        }
        return "unexpected: " + e + "; --verbose shows where, please report it";
    }

    private static int exitCode(Exception e) {
        if (e instanceof CommandException failure) {
            return failure.exitCode();
        }
        if (e instanceof ApiException answer) {
            if (answer.status() == ApiException.NOT_FOUND) {
                return ExitCode.NOT_FOUND;
            }
            if (answer.status() == BAD_REQUEST) {
                return ExitCode.USAGE;
            }
            return answer.status() == 0 ? ExitCode.UNREACHABLE : ExitCode.FAILURE;
        }
        return ExitCode.FAILURE;
    }

    /** Messages hold names, and may have several lines of our own. */
    private static String printable(String message) {
        return String.join(System.lineSeparator(), message.lines().map(TerminalText::printable).toList());
    }
}
