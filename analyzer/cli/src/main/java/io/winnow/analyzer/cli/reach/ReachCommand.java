// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.reach;

import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.OutputOption;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.analyzer.reach.Reach;
import io.winnow.analyzer.reach.ReachGap;
import io.winnow.analyzer.reach.cache.ObjectFiles;
import io.winnow.analyzer.reach.program.ReachAnalysis;
import io.winnow.analyzer.store.ReachDocument;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow reach}: what programs can call at most. */
@Command(
        name = "reach",
        description = {
            "Show the system calls that programs can make at most: an upper bound from the code of their files and libraries, which are read and not run.",
            "What the analysis does not cover is listed. docs/reach.md says how it works and what it misses."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the calls are an upper bound, under the conditions that are listed",
            "1:no program could be analysed; the message says why",
            "7:other calls can be made: numbers were not recovered, or libraries were not found or not analysed; these are listed"
        })
public final class ReachCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Programs: ELF files for x86-64.")
    private List<Path> programs;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            defaultValue = "/",
            description = "Where the programs have their root: an unpacked image, or /proc/PID/root. FILEs are within it.")
    private Path root;

    @Option(
            names = "--library",
            paramLabel = "FILE",
            description = {
                "A library that the programs load by name while they run: modules, plugins, NSS. Repeat it for each; all that it exports counts as reached,",
                "but of one that a program needs from its start only what that program uses."
            })
    private List<Path> libraries = List.of();

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Keep there what is found in each file, and use what was found before in the same content. Only you may be able to write there.")
    private Path cache;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!Files.isDirectory(root)) {
            throw new CommandException(ExitCode.USAGE, "--root " + root + " is no directory: name one that has the programs and their libraries");
        }
        ReachAnalysis analysis = analysis(root.toAbsolutePath().normalize());
        List<String> byName = analysis.loadedByName(programs.stream().map(this::within).toList(), libraries.stream().map(this::within).toList());
        Reach reach = Reach.NONE;
        int failed = 0;
        for (Path program : programs) {
            Reach found = analysis.analyze(within(program), byName);
            Optional<ReachGap> failure = found.gaps().stream().filter(gap -> analysis.isOf(gap, within(program))).findFirst();
            failed += failure.isPresent() ? 1 : 0;
            if (failed == programs.size()) {
                throw new CommandException(ExitCode.FAILURE, program + " was not analysed: " + failure.orElseThrow().detail() + "; name a program or a library for x86-64");
            }
            reach = reach.join(found);
        }
        ReachDocument document = ReachDocument.of(programs.stream().map(Path::toString).toList(), reach);
        output.write(spec.commandLine().getOut(), document, out -> print(out, document));
        return document.upperBound() ? ExitCode.OK : ExitCode.NOT_JUDGED;
    }

    private ReachAnalysis analysis(Path absolute) {
        if (cache == null) {
            return new ReachAnalysis(absolute);
        }
        try {
            return new ReachAnalysis(absolute, ObjectFiles.of(cache));
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILURE, "cannot read the code of this program, by which what is kept goes: " + e.getMessage() + "; do without --cache");
        }
    }

    private String within(Path file) {
        boolean host = root.toAbsolutePath().normalize().equals(Path.of("/"));
        return (host ? file.toAbsolutePath().normalize() : Path.of("/").resolve(file)).toString();
    }

    private static void print(PrintWriter out, ReachDocument document) {
        Columns columns = new Columns("CALL", "THROUGH", "FUNCTION", "FILE");
        document.calls().forEach(call -> columns.row(
                call.abi().equals("x86_64") ? call.call() : call.call() + " (" + call.abi() + ")", call.through(), call.function(), call.file()));
        columns.print(out);
        out.println();
        out.println(document.calls().size() + " calls" + (document.upperBound() ? " at most" : "; others can be made"));
        document.gaps().forEach(gap -> out.println(TerminalText.printable(gap.kind() + ": " + gap.file() + ": " + gap.detail())));
        out.flush();
    }
}
