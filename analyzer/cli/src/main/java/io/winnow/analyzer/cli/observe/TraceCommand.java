// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.OutputFile;
import io.winnow.analyzer.cli.terminal.StandardOutput;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.record.SyscallTable;
import io.winnow.collector.tracer.TracerOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow trace}: each call with its arguments and its result. */
@Command(
        name = "trace",
        description = {
            "Show each system call of a command, or of a running container: its six arguments as the registers have them, and its result.",
            "A call is shown when it returns, with the time of its entry (UTC). At the end stderr has the number of events, and of those lost.",
            "Ends with the command's own exit code, and with 125 if Winnow itself failed."
        },
        synopsisHeading = "Usage: ",
        customSynopsis = {"winnow trace [OPTIONS] -- COMMAND [ARG…]", "       winnow trace [OPTIONS] --container NAME"},
        mixinStandardHelpOptions = true)
public final class TraceCommand implements Callable<Integer> {

    /** Form of the lines. */
    enum Form {
        columns,
        json
    }

    @ParentCommand
    private CommandContext context;

    @Mixin
    private SubjectOptions subject;

    @Option(names = {"-s", "--syscall"}, paramLabel = "NAME", split = ",", description = "Show only these; all are counted.")
    private List<String> names = List.of();

    @Option(names = {"-n", "--count"}, paramLabel = "N", description = "End after this many lines.")
    private Long count;

    @Option(names = "--duration", paramLabel = "TIME", description = "End after this time, as 30s or 5m.")
    private Duration duration;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "columns",
            description = "${COMPLETION-CANDIDATES}; json is one document a line. Default: ${DEFAULT-VALUE}")
    private Form form;

    @Option(names = {"-f", "--file"}, paramLabel = "FILE",
            description = "Write the lines there; by default to standard output, to which a command may write too.")
    private Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        subject.check(spec);
        if (count != null && count < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--count " + count + ": must be at least 1");
        }
        Set<String> chosen = chosen();
        PrintWriter err = spec.commandLine().getErr();
        try (PrintWriter opened = file == null ? null : open(file)) {
            PrintWriter out = opened == null ? spec.commandLine().getOut() : opened;
            BooleanSupplier flush = () -> opened == null ? StandardOutput.flush(out) : flush(opened);
            TraceView view = new TraceView(form, chosen, count == null ? Long.MAX_VALUE : count, out, flush, err);
            Composition composition = new Composition(context.settings());
            return new CallObservation(composition.callTracer(TracerOptions.TRACE_RING_BYTES), SlotMode.TRACE, view, duration, err)
                    .of(subject, composition);
        }
    }

    /** @throws CommandLine.ParameterException if a name is none in any ABI */
    private Set<String> chosen() {
        for (String name : names) {
            if (Stream.of(Abi.values()).noneMatch(abi -> SyscallTable.number(abi, name).isPresent())) {
                throw new CommandLine.ParameterException(spec.commandLine(), "--syscall " + name + ": there is no such system call");
            }
        }
        return new TreeSet<>(names);
    }

    private PrintWriter open(Path target) {
        try {
            return new PrintWriter(Files.newBufferedWriter(target, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw subject.failed(OutputFile.failed(target, e));
        }
    }

    private boolean flush(PrintWriter opened) {
        if (opened.checkError()) {
            throw new CommandException(ExitCode.FAILURE, file + " cannot be written any more: check that its file system has space");
        }
        return true;
    }
}
