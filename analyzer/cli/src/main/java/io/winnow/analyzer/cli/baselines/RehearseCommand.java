// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.baselines;

import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.Tolerance;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.OutputFile;
import io.winnow.analyzer.cli.terminal.OutputOption;
import io.winnow.analyzer.compare.ProfileRehearsal;
import io.winnow.analyzer.seccomp.ProfileWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow rehearse}: what the suggested profile would have refused so far, and a profile that shows what it would refuse from now on. */
@Command(
        name = "rehearse",
        description = {
            "Show what the suggested profile would have refused of all that is recorded of a workload, with each tolerance; and of each replica, under the profile"
                    + " that is learned from the others.",
            "With --log-profile: write a profile under which nothing of that is refused, and the kernel logs what would be."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:with the tolerance in use, nothing recorded would have been refused",
            "1:something would have been",
            "2:something is wrong with the command line or a file",
            "5:no such workload"
        })
public final class RehearseCommand implements Callable<Integer> {

    @ParentCommand
    private CommandContext context;

    @Mixin
    private BaselinesOption baselines;

    @Parameters(index = "0", paramLabel = "WORKLOAD", description = "A baseline file, or its ID or name as `winnow workloads` lists it, or one of its containers.")
    private String name;

    @Option(names = "--log-profile", paramLabel = "FILE",
            description = "Write a profile there, for Docker, containerd or podman, that logs (SCMP_ACT_LOG) what the suggested one would refuse.")
    private Path logProfile;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Workload workload = baselines.fileOrNamed(name, context);
        AdviceOptions options = context.settings().advice().options();
        Tolerance tolerance = options.tolerance();
        ProfileRehearsal rehearsal = ProfileRehearsal.of(baselines.advisor(context), workload, baselines.runtimeCallSets(context), options);
        if (logProfile != null) {
            OutputFile.write(logProfile, new ProfileWriter().write(rehearsal.level(tolerance).profile().logging()), spec.commandLine().getOut());
        }
        RehearsalDocument document = RehearsalDocument.of(rehearsal, tolerance);
        output.write(spec.commandLine().getOut(), document, out -> document.print(out));
        return rehearsal.level(tolerance).refusals() == 0 ? ExitCode.OK : ExitCode.DIFFERENT;
    }
}
