// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.advise.Advice;
import io.winnow.analyzer.advise.Warning;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.Ending;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.collector.document.ContainerKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Runs one command in a cgroup of its own and watches it from its first instruction to the end of its last process. */
final class CommandProfiling implements Profiling {

    private static final Duration CONFIRMATION = Duration.ofSeconds(10);
    private static final Duration LAST_SNAPSHOT = Duration.ofSeconds(10);

    private final List<String> command;

    CommandProfiling(List<String> command) {
        this.command = command;
    }

    @SuppressWarnings("try") // to be closed is all that a resource is for
    @Override
    public Outcome run(Composition composition, Duration timeout, PrintWriter progress) throws IOException, InterruptedException {
        CommandRun run = new CommandRun(command, progress);
        String path = CommandCgroup.newPath();
        String name = command.get(0).substring(command.get(0).lastIndexOf('/') + 1);
        String id = path.substring(path.lastIndexOf('/') + 1);
        try (Ending.OnSignal ignored = Ending.onSignal(run::interrupt);
                IsolatedObservation observation = new IsolatedObservation(composition, found -> found.id().equals(id))) {
            observation.collector().expect(path, ContainerKind.COMMAND, name, command);
            long start;
            int exitCode;
            try (CommandCgroup cgroup = CommandCgroup.make(observation.collector().cgroups().root(), path)) {
                if (!observation.collector().awaitConfirmed(path, CONFIRMATION)) {
                    throw new CommandException(ExitCode.PROFILE_FAILED, "the tracer did not notice the cgroup " + path + " within "
                            + CONFIRMATION.toSeconds() + " s: `winnow doctor` may say why");
                }
                start = System.nanoTime();
                run.say("profiling " + String.join(" ", command));
                exitCode = run.execute(cgroup, watch(observation), timeout);
            }
            Duration duration = Duration.ofNanos(System.nanoTime() - start);
            if (!observation.readUntil(observation::finished, LAST_SNAPSHOT)) {
                run.say("the last snapshot did not come: what is shown may lack what the command did last");
            }
            observation.end();
            Workload workload = observation.workload()
                    .orElseThrow(() -> new CommandException(ExitCode.PROFILE_FAILED, "nothing was seen of the command: " + failure(observation)));
            if (!observation.started() && (exitCode == ExitCode.NOT_EXECUTABLE || exitCode == ExitCode.NO_PROGRAM)) {
                throw new CommandException(exitCode, "the command could not be started: what the shell says above is why");
            }
            run.say("the command ended with exit code " + exitCode);
            Advice advice = composition.suggestions().preview(workload, observation.learner().runtimeCallSets());
            return new Outcome(String.join(" ", command), duration, exitCode, workload, ofCommand(advice));
        }
    }

    /** No runtime starts a command, so that there is none whose own steps could be known. */
    private static Advice ofCommand(Advice advice) {
        List<Warning> warnings = new ArrayList<>(advice.warnings());
        warnings.removeIf(warning -> warning.kind() == Warning.Kind.NO_RUNTIME_CALLS);
        warnings.add(new Warning(Warning.Kind.NO_RUNTIME_CALLS, "", "this is the profile of the command alone: a container runtime needs more to"
                + " start it, which `winnow run` learns from a container"));
        return new Advice(advice.workload(), advice.seccomp(), advice.syscalls(), advice.capabilities(), advice.figures(), warnings);
    }

    private static CommandRun.Watch watch(IsolatedObservation observation) {
        return new CommandRun.Watch() {
            @Override
            public boolean until(BooleanSupplier condition, Duration limit) {
                return observation.readUntil(condition, limit);
            }

            @Override
            public Optional<String> obstacle() {
                return observation.collector().failure().map(Throwable::getMessage);
            }
        };
    }

    private static String failure(IsolatedObservation observation) {
        return observation.collector().failure().map(Throwable::getMessage).orElse("the collector gives no reason");
    }
}
