// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.baselines;

import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.FileOption;
import io.winnow.analyzer.learn.Merge;
import io.winnow.analyzer.store.WorkloadFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow merge}: several hosts' baselines of one workload. */
@Command(
        name = "merge",
        description = {
            "Join the baseline documents that several hosts have of one workload: all that any of them saw. The order does not matter, and nor"
                    + " does merging one twice.",
            "The result is frozen only if all are; otherwise what waits for review on a host stays out of it."
        },
        mixinStandardHelpOptions = true)
public final class MergeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Baseline documents, as below a state directory's baselines/workloads.")
    private List<Path> files;

    @Mixin
    private FileOption target;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<Workload> workloads = new ArrayList<>();
        files.forEach(file -> workloads.add(BaselinesOption.workload(file)));
        Merge merge;
        try {
            merge = Merge.of(workloads);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, "these are not of one workload: " + e.getMessage(), e);
        }
        target.write(WorkloadFile.write(merge.workload()), spec.commandLine().getOut());
        if (merge.reviewLeftOut()) {
            spec.commandLine().getErr().println("winnow: not every baseline is frozen: what waits for review was left out, and the result learns");
            spec.commandLine().getErr().flush();
        }
        return ExitCode.OK;
    }
}
