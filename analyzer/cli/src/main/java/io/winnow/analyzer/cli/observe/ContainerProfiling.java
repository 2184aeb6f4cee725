// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.composition.RunningContainer;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.Ending;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.collector.container.ContainerDescription;
import java.io.PrintWriter;
import java.time.Duration;

/** Watches a container that runs already, until Ctrl-C, a time, or its end. */
final class ContainerProfiling implements Profiling {

    private static final Duration DISCOVERY = Duration.ofSeconds(10);
    private static final Duration REPORT = Duration.ofSeconds(2);

    private final String name;
    private volatile boolean interrupted;

    ContainerProfiling(String name) {
        this.name = name;
    }

    @SuppressWarnings("try") // to be closed is all that a resource is for
    @Override
    public Outcome run(Composition composition, Duration timeout, PrintWriter progress) {
        ContainerDescription container = RunningContainer.named(name, composition.containers()).description();
        try (Ending.OnSignal ignored = Ending.onSignal(() -> interrupted = true);
                IsolatedObservation observation = new IsolatedObservation(composition, found -> found.id().equals(container.id()))) {
            if (!observation.readUntil(() -> interrupted || observation.workload().isPresent(), DISCOVERY)) {
                throw new CommandException(ExitCode.FAILURE, "container " + name + " did not show up within " + DISCOVERY.toSeconds()
                        + " s: " + observation.collector().failure().map(Throwable::getMessage).orElse("it may have ended"));
            }
            long start = System.nanoTime();
            watch(observation, container, timeout, start, progress);
            Duration duration = Duration.ofNanos(System.nanoTime() - start);
            observation.end();
            Workload workload = observation.workload()
                    .orElseThrow(() -> new CommandException(ExitCode.FAILURE, "nothing was seen of container " + name));
            return new Outcome("container " + container.name(), duration, ExitCode.OK, workload,
                    composition.suggestions().preview(workload, observation.learner().runtimeCallSets()));
        }
    }

    private void watch(IsolatedObservation observation, ContainerDescription container, Duration timeout, long start, PrintWriter progress) {
        progress.println(TerminalText.printable("winnow: watching container " + container.name() + (timeout == null ? " until Ctrl-C" : "")));
        while (!interrupted && !observation.finished() && observation.collector().failure().isEmpty()) {
            long passed = System.nanoTime() - start;
            long left = timeout == null ? Long.MAX_VALUE : timeout.toNanos() - passed;
            if (left <= 0) {
                return;
            }
            observation.readUntil(() -> interrupted || observation.finished(), Duration.ofNanos(Math.min(REPORT.toNanos(), left)));
            observation.workload().ifPresent(workload -> progress.println("winnow: " + Duration.ofNanos(System.nanoTime() - start).toSeconds()
                    + " s, " + ProfileReport.distinctSyscalls(workload) + " system calls"));
            progress.flush();
        }
        if (observation.finished()) {
            progress.println("winnow: the container has ended");
        }
    }
}
