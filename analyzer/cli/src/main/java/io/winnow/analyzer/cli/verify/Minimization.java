// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.verify;

import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.collector.record.Capability;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Finds a smallest set of capabilities by runs: one run for each capability, without it and without those that were found needless before. If the run ends as the
 * first one did, and no further call is refused, the capability is needless. Of two that can stand in for each other, one is found to be needed.
 */
final class Minimization {

    /** Runs the container once. */
    interface Runner {

        Run run(Set<Capability> capabilities) throws IOException, InterruptedException;
    }

    /**
     * What came of one run.
     *
     * @param refused calls that the profile refused
     * @param checks capability checks that failed
     */
    record Run(int exitCode, List<String> refused, RefusedChecks checks) {

        boolean endedAs(Run other) {
            return exitCode == other.exitCode && other.refused.containsAll(refused);
        }
    }

    /**
     * A run without one capability.
     *
     * @param needed the container did not end as before
     * @param exitCode of this run
     * @param syscalls in which the kernel asked for it and refused it
     * @param refused calls that the profile refused in this run
     */
    record Step(Capability without, boolean needed, int exitCode, List<String> syscalls, List<String> refused) {}

    /** What is needed, and how that was found. */
    record Result(Set<Capability> needed, List<Step> steps) {}

    private final Runner runner;
    private final PrintWriter progress;

    /** @param progress gets each run before it is made */
    Minimization(Runner runner, PrintWriter progress) {
        this.runner = runner;
        this.progress = progress;
    }

    /**
     * @param first the run with all of them
     * @param granted what that run was given
     */
    Result minimize(Run first, Set<Capability> granted) throws IOException, InterruptedException {
        Set<Capability> needed = granted.isEmpty() ? EnumSet.noneOf(Capability.class) : EnumSet.copyOf(granted);
        List<Step> steps = new ArrayList<>();
        for (Capability capability : granted) {
            progress.println("winnow: run " + (steps.size() + 1) + " of " + granted.size() + ": without " + capability);
            progress.flush();
            needed.remove(capability);
            Run run = runner.run(EnumSet.copyOf(needed));
            boolean same = run.endedAs(first);
            if (!same) {
                needed.add(capability);
            }
            steps.add(new Step(capability, !same, run.exitCode(), run.checks().calls(capability), run.refused()));
        }
        return new Result(needed, steps);
    }

    static void print(PrintWriter out, Result result) {
        Columns columns = new Columns("WITHOUT", "", "EXIT CODE", "REFUSED IN");
        result.steps().forEach(step -> columns.row(step.without().name(), step.needed() ? "fails" : "the same", step.exitCode(),
                String.join(" ", step.syscalls()) + (step.refused().isEmpty() ? "" : " then " + String.join(" ", step.refused()))));
        columns.print(out);
        out.println();
        out.println(result.needed().isEmpty()
                ? "It needs no capability: --cap-drop ALL"
                : "It needs: --cap-drop ALL" + String.join("", result.needed().stream().map(each -> " --cap-add " + each.name().substring("CAP_".length())).toList()));
    }
}
