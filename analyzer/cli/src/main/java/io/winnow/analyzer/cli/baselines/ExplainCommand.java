// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.baselines;

import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.api.EvidenceDocument;
import io.winnow.analyzer.api.RiskDocument;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.capability.Confidence;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.OutputOption;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.analyzer.compare.Explanation;
import io.winnow.analyzer.compare.WorkloadRisk;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow explain}: why a workload has something. */
@Command(
        name = "explain",
        description = {
            "Show every evidence for a system call or a capability of a workload: when, how often, by whom, with which arguments.",
            "With --risk: which known faults of the kernel the suggested profile leaves within reach, and Docker's default."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:there is evidence, or the risk is shown", "1:the workload was not seen to use it", "2:no system call or capability has this name", "5:no such workload"})
public final class ExplainCommand implements Callable<Integer> {

    @ParentCommand
    private CommandContext context;

    @Mixin
    private BaselinesOption baselines;

    @Parameters(index = "0", paramLabel = "WORKLOAD", description = "A baseline file, or its ID or name as `winnow workloads` lists it, or one of its containers.")
    private String name;

    @Parameters(index = "1", arity = "0..1", paramLabel = "SYSCALL|CAP", description = "As mount or CAP_SYS_ADMIN.")
    private String subject;

    @Option(names = "--risk", description = "Show what the suggested profile buys instead.")
    private boolean risk;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (risk == (subject != null)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "give either a system call or capability, or --risk");
        }
        Workload workload = baselines.fileOrNamed(name, context);
        AdviceOptions options = context.settings().advice().options();
        if (risk) {
            RiskDocument left = RiskDocument.of(WorkloadRisk.of(baselines.advisor(context), workload, baselines.runtimeCallSets(context), options));
            output.write(spec.commandLine().getOut(), left, out -> RiskText.print(out, left, options.tolerance().label()));
            return ExitCode.OK;
        }
        Explanation explanation = explain(workload, options);
        EvidenceDocument document = EvidenceDocument.of(explanation);
        output.write(spec.commandLine().getOut(), document, out -> print(out, document));
        return explanation.found() ? ExitCode.OK : ExitCode.DIFFERENT;
    }

    private Explanation explain(Workload workload, AdviceOptions options) {
        try {
            RuntimeCallSets known = baselines.runtimeCallSets(context);
            return Explanation.of(workload, known, baselines.advisor(context).advise(workload, known, options.withoutRuntimeCalls(true)), subject);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, e.getMessage(), e);
        }
    }

    private static void print(PrintWriter out, EvidenceDocument document) {
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

    private static String by(EvidenceDocument.Line line) {
        return line.executable() == null || line.executable().isEmpty() ? line.comm() : line.executable();
    }
}
