// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.sequence;

import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.StandardOutput;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.analyzer.sequence.KnownSequences;
import io.winnow.analyzer.sequence.RecordedCall;
import io.winnow.analyzer.sequence.SequenceMethod;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code winnow sequences}: the order of calls in recordings. */
@Command(
        name = "sequences",
        description = {
            "Learn in which order a program makes its system calls, from recordings of `winnow trace --output json`, and check others by that.",
            "It finds what is done with known calls alone. Nothing of it runs unless you ask."
        },
        subcommands = {SequencesCommand.Learn.class, SequencesCommand.Check.class},
        mixinStandardHelpOptions = true)
public final class SequencesCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Takes normal runs. */
    @Command(name = "learn", description = "Learn from recordings of normal runs, two at least: each is held against the others, and the most unusual one is the measure.",
            mixinStandardHelpOptions = true)
    static final class Learn implements Callable<Integer> {

        @Option(names = "--method", paramLabel = "METHOD", defaultValue = "threads", converter = Method.class,
                description = "threads: by thread, summed over the container; stide: by process. Default: ${DEFAULT-VALUE}")
        private SequenceMethod method;

        @Option(names = "--sequences", paramLabel = "FILE", required = true, description = "Where they are written.")
        private Path file;

        @Parameters(arity = "2..*", paramLabel = "RECORDING", description = "Files of `winnow trace --output json --file FILE`.")
        private List<Path> recordings;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            List<List<RecordedCall>> read = new ArrayList<>();
            recordings.forEach(recording -> read.add(RecordingFile.read(recording)));
            KnownSequences known = KnownSequences.of(method, read);
            PrintWriter out = spec.commandLine().getOut();
            SequencesFile.write(file, known, out);
            out.println(known.hashes().size() + " sequences of " + KnownSequences.LENGTH + " calls in " + recordings.size() + " recordings; more than " + known.threshold()
                    + " unknown ones together are an anomaly");
            StandardOutput.flush(out);
            return ExitCode.OK;
        }
    }

    /** Judges other runs. */
    @Command(name = "check", description = "Check recordings by known sequences.", mixinStandardHelpOptions = true,
            exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:no recording is unusual", "1:one is", "2:a file cannot be read, or is none"})
    static final class Check implements Callable<Integer> {

        @Option(names = "--sequences", paramLabel = "FILE", required = true, description = "What `winnow sequences learn` wrote.")
        private Path file;

        @Parameters(arity = "1..*", paramLabel = "RECORDING", description = "Files of `winnow trace --output json --file FILE`.")
        private List<Path> recordings;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            KnownSequences known = SequencesFile.read(file);
            PrintWriter out = spec.commandLine().getOut();
            Columns columns = new Columns("SCORE", "THRESHOLD", "VERDICT", "CALLS", "RECORDING");
            boolean anomaly = false;
            for (Path recording : recordings) {
                List<RecordedCall> calls = RecordingFile.read(recording);
                int score = known.score(calls);
                anomaly |= known.isAnomaly(score);
                columns.row(score, known.threshold(), known.isAnomaly(score) ? "anomaly" : "normal", calls.size(), TerminalText.printable(recording.toString()));
            }
            columns.print(out);
            StandardOutput.flush(out);
            return anomaly ? ExitCode.DIFFERENT : ExitCode.OK;
        }
    }

    /** The method of a word. */
    static final class Method implements ITypeConverter<SequenceMethod> {

        @Override
        public SequenceMethod convert(String word) {
            for (SequenceMethod method : SequenceMethod.values()) {
                if (method.label().equals(word)) {
                    return method;
                }
            }
            throw new TypeConversionException("\"" + word + "\" is no method: threads or stide");
        }
    }
}
