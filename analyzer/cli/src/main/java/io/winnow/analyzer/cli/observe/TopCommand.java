// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.terminal.FileOption;
import io.winnow.analyzer.cli.terminal.StandardOutput;
import io.winnow.collector.record.SlotMode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow top}: how often each system call is made, how it fails, how long it takes. */
@Command(
        name = "top",
        description = {
            "Count and time the system calls of a command, or of a running container: a table, refreshed on a terminal, and once more at the end.",
            "Keys, with --container: q quits; t, c and e sort by time, calls and errors.",
            "A call counts when it returns. P50 and P99 come from a histogram in powers of two, which is drawn beside them.",
            "Ends with the command's own exit code, and with 125 if Winnow itself failed."
        },
        synopsisHeading = "Usage: ",
        customSynopsis = {"winnow top [OPTIONS] -- COMMAND [ARG…]", "       winnow top [OPTIONS] --container NAME"},
        mixinStandardHelpOptions = true)
public final class TopCommand implements Callable<Integer> {

    private static final int RING_BYTES = 1 << 20;

    /** Form of the result. */
    enum Form {
        columns,
        json
    }

    @ParentCommand
    private CommandContext context;

    @Mixin
    private SubjectOptions subject;

    @Option(names = "--sort", paramLabel = "BY", defaultValue = "time", description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private TopTable.Sort sort;

    @Option(names = "--interval", paramLabel = "TIME", defaultValue = "1s", description = "Refresh so often. Default: ${DEFAULT-VALUE}")
    private Duration interval;

    @Option(names = "--duration", paramLabel = "TIME", description = "End after this time, as 30s or 5m.")
    private Duration duration;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "columns",
            description = "${COMPLETION-CANDIDATES}; json is one document at the end. Default: ${DEFAULT-VALUE}")
    private Form form;

    @Mixin
    private FileOption file;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        subject.check(spec);
        if (interval.isZero()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--interval: must be more than nothing");
        }
        PrintWriter err = spec.commandLine().getErr();
        boolean live = form == Form.columns && !file.isGiven() && StandardOutput.isTerminal();
        TopView view = new TopView(new TopView.Style(form, sort, interval, live, live && !subject.isCommand(), subject.name(), file), spec.commandLine().getOut(), err);
        Composition composition = new Composition(context.settings());
        return new CallObservation(composition.callTracer(RING_BYTES), SlotMode.PROFILE, view, duration, err).of(subject, composition);
    }
}
