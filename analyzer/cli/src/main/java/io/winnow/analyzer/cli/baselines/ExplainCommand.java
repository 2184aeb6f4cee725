// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.baselines;

import io.winnow.analyzer.baseline.Provenance;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.capability.Confidence;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.OutputOption;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.analyzer.compare.Explanation;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.WallTime;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow explain}: why a workload has something. */
@Command(
        name = "explain",
        description = "Show every evidence for a system call or a capability of a workload: when, how often, by whom, with which arguments.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:there is evidence", "1:the workload was not seen to use it", "2:no system call or capability has this name", "5:no such workload"})
public final class ExplainCommand implements Callable<Integer> {

    @ParentCommand
    private CommandContext context;

    @Mixin
    private BaselinesOption baselines;

    @Parameters(index = "0", paramLabel = "WORKLOAD", description = "A baseline file, or its ID or name as `winnow workloads` lists it, or one of its containers.")
    private String name;

    @Parameters(index = "1", paramLabel = "SYSCALL|CAP", description = "As mount or CAP_SYS_ADMIN.")
    private String subject;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    /** An evidence, as documents have it. */
    private record Line(
            String stage, String abi, String what, String first, String last, long count, String executable, String comm, Integer process,
            String replica) {

        static Line of(Explanation.Sign evidence) {
            Optional<Provenance> who = evidence.observations().provenance();
            return new Line(evidence.stage().label(), evidence.abi().label(), evidence.what(), time(evidence.observations().first()),
                    time(evidence.observations().lastSeen()), evidence.observations().count(), who.map(Provenance::executable).orElse(null),
                    who.map(Provenance::comm).orElse(null), who.map(Provenance::containerTgid).orElse(null),
                    who.map(Provenance::replica).orElse(null));
        }
    }

    /** The whole. */
    private record Document(
            String workload, String subject, List<Line> evidence, List<String> runtimeCallSets, List<String> implied, String dockerDefault, List<String> risks,
            String confidence) {}

    @Override
    public Integer call() {
        Workload workload = baselines.fileOrNamed(name, context);
        Explanation explanation = explain(workload);
        Document document = new Document(workload.id().toString(), explanation.subject(), explanation.evidence().stream().map(Line::of).toList(),
                explanation.runtimeCallSets().stream().map(Object::toString).toList(), explanation.implied(), explanation.dockerDefault(), explanation.risks(),
                explanation.confidence().map(Confidence::label).orElse(null));
        output.write(spec.commandLine().getOut(), document, out -> print(out, document));
        return explanation.found() ? ExitCode.OK : ExitCode.DIFFERENT;
    }

    private Explanation explain(Workload workload) {
        if (subject.toUpperCase(Locale.ROOT).startsWith("CAP_") || Capability.find("CAP_" + subject).isPresent()) {
            return Explanation.ofCapability(workload, CapabilityOptions.named(subject));
        }
        try {
            return Explanation.ofSyscall(workload, baselines.runtimeCallSets(context), subject);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, e.getMessage(), e);
        }
    }

    private static void print(PrintWriter out, Document document) {
        out.println(TerminalText.printable(document.subject() + " of " + document.workload()));
        out.println();
        if (document.evidence().isEmpty()) {
            out.println("The workload itself was not seen to use it.");
        } else {
            Columns columns = new Columns("STAGE", "ABI", "WHAT", "FIRST SEEN", "LAST SEEN", "COUNT", "BY", "PROCESS", "REPLICA");
            document.evidence().forEach(line -> columns.row(line.stage(), line.abi(), line.what(), line.first(), line.last(),
                    line.count() == 0 ? null : line.count(), by(line), line.process(), line.replica()));
            columns.print(out);
        }
        out.println();
        document.runtimeCallSets().forEach(runtime -> out.println(TerminalText.printable("calls of the runtime " + runtime)));
        document.implied().forEach(reason -> out.println("allowed by the profile: " + reason));
        out.println("Docker's default: " + document.dockerDefault());
        if (document.confidence() != null) {
            out.println("advised: " + Confidence.labelled(document.confidence()).text());
        }
        document.risks().forEach(risk -> out.println(TerminalText.printable("risk: " + risk)));
        out.flush();
    }

    private static String by(Line line) {
        return line.executable() == null || line.executable().isEmpty() ? line.comm() : line.executable();
    }

    private static String time(long nanos) {
        return WallTime.millis(nanos).toString();
    }
}
