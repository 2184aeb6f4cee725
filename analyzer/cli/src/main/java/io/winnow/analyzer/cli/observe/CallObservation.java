// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.composition.Preflight;
import io.winnow.analyzer.cli.composition.RunningContainer;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.Ending;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.collector.container.CgroupFileSystem;
import io.winnow.collector.container.CgroupRef;
import io.winnow.collector.flyweight.TraceFlyweight;
import io.winnow.collector.tracer.TracerOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Looks at each call of a command, or of a running container, until it ends, its time is over, a signal comes or enough was seen. */
final class CallObservation {

    private static final long PAUSE_NANOS = 2_000_000;
    private static final long END_CHECK_NANOS = 200_000_000;
    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    /** Who looks. */
    interface Viewer {

        /** Before anything is looked at. */
        void onBegin(CallTracer tracer);

        /** A record of trace mode. */
        default void onRecord(TraceFlyweight call) {}

        /** Comes round all the time, at least every few milliseconds. */
        void onTurn(CallTracer tracer);

        /** Why there is no need to go on; empty while there is. */
        default Optional<String> enough() {
            return Optional.empty();
        }

        /** The mode is off, and all that the ring held was reported. */
        void onEnd(CallTracer tracer, Outcome outcome);
    }

    /**
     * What was looked at.
     *
     * @param what for people; may be untrusted
     * @param duration from the beginning to the end
     * @param exitCode of the command; 0 if it was a container
     */
    record Outcome(String what, Duration duration, int exitCode, CallTracer.Flow flow) {}

    private final TracerOptions options;
    private final int mode;
    private final Viewer viewer;
    private final Duration limit;
    private final PrintWriter progress;

    /**
     * Prepares it.
     *
     * @param mode TRACE or PROFILE of {@link io.winnow.collector.record.SlotMode}
     * @param limit null: none
     * @param progress for people
     */
    CallObservation(TracerOptions options, int mode, Viewer viewer, Duration limit, PrintWriter progress) {
        this.options = options;
        this.mode = mode;
        this.viewer = viewer;
        this.limit = limit == null ? FOR_EVER : limit;
        this.progress = progress;
    }

    /** Returns the exit code. @throws CommandException if it fails */
    int of(SubjectOptions subject, Composition composition) throws IOException, InterruptedException {
        try {
            Preflight.requireTracing();
            return subject.isCommand() ? ofCommand(subject, Composition.cgroups())
                    : ofContainer(RunningContainer.named(subject.container(), composition.containers()), Composition.cgroups());
        } catch (CommandException e) {
            throw subject.failed(e);
        }
    }

    @SuppressWarnings("try") // to be closed is all that a resource is for
    private int ofCommand(SubjectOptions subject, CgroupFileSystem cgroups) throws IOException, InterruptedException {
        CommandRun run = new CommandRun(subject.command(), progress);
        String path = CommandCgroup.newPath();
        try (Ending.OnSignal ignored = Ending.onSignal(run::interrupt);
                CallTracer tracer = CallTracer.open(options, mode, viewer::onRecord)) {
            viewer.onBegin(tracer);
            long start;
            int exitCode;
            try (CommandCgroup cgroup = CommandCgroup.make(cgroups.root(), path)) {
                CgroupRef made = cgroups.at(path).orElseThrow(() -> new CommandException(ExitCode.FAILURE, "the cgroup " + path + " is gone"));
                tracer.watchCommand(made);
                start = System.nanoTime();
                exitCode = run.execute(cgroup, new Turns(tracer), limit);
            }
            end(tracer, String.join(" ", subject.command()), start, exitCode);
            return exitCode;
        }
    }

    @SuppressWarnings("try") // to be closed is all that a resource is for
    private int ofContainer(RunningContainer container, CgroupFileSystem cgroups) {
        AtomicBoolean interrupted = new AtomicBoolean();
        try (Ending.OnSignal ignored = Ending.onSignal(() -> interrupted.set(true));
                CallTracer tracer = CallTracer.open(options, mode, viewer::onRecord)) {
            viewer.onBegin(tracer);
            long start = System.nanoTime();
            tracer.watchContainer(container.cgroup());
            progress.println(TerminalText.printable("winnow: watching container " + container.description().name()
                    + (limit.equals(FOR_EVER) ? " until Ctrl-C" : "")));
            progress.flush();
            ObservedContainer instance = new ObservedContainer(cgroups, container.cgroup());
            new Turns(tracer).until(() -> interrupted.get() || instance.isOver(), limit);
            end(tracer, "container " + container.description().name(), start, ExitCode.OK);
            return ExitCode.OK;
        }
    }

    private void end(CallTracer tracer, String what, long start, int exitCode) {
        Duration duration = Duration.ofNanos(System.nanoTime() - start);
        viewer.onEnd(tracer, new Outcome(what, duration, exitCode, tracer.stop()));
    }

    /** Whether a container still has processes. The file is asked a few times a second. */
    private static final class ObservedContainer {
        private final CgroupFileSystem cgroups;
        private final CgroupRef cgroup;
        private long asked = System.nanoTime();

        ObservedContainer(CgroupFileSystem cgroups, CgroupRef cgroup) {
            this.cgroups = cgroups;
            this.cgroup = cgroup;
        }

        boolean isOver() {
            if (System.nanoTime() - asked < END_CHECK_NANOS) {
                return false;
            }
            asked = System.nanoTime();
            return !cgroups.isPopulated(cgroup);
        }
    }

    private final class Turns implements CommandRun.Watch {
        private final CallTracer tracer;

        Turns(CallTracer tracer) {
            this.tracer = tracer;
        }

        @Override
        public boolean until(BooleanSupplier condition, Duration most) {
            long start = System.nanoTime();
            while (true) {
                int drained = tracer.drain();
                viewer.onTurn(tracer);
                if (condition.getAsBoolean()) {
                    return true;
                }
                if (System.nanoTime() - start >= most.toNanos() || obstacle().isPresent()) {
                    return false;
                }
                if (drained == 0) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }

        @Override
        public Optional<String> obstacle() {
            return viewer.enough();
        }
    }
}
