// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.perf.contender.Harness;
import io.winnow.perf.contender.LineProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One system call, again and again, pinned to a CPU: the program {@code load} of the harness. */
final class SyscallLoad implements Load {
    /* what a slow tracer may make of one turn: fewer calls are made then */
    private static final double TURN_NANOS_MAX = 5e6;

    private final String name;
    private final int processes;
    private final int turns;
    private final int calls;
    private final int figure;
    private final LineProcess process;

    private SyscallLoad(String name, int processes, int turns, int calls, int figure, List<String> command) {
        this.name = name;
        this.processes = processes;
        this.turns = turns;
        this.calls = calls;
        this.figure = figure;
        this.process = new LineProcess(command);
    }

    /** One process in the cgroup; its fastest turn counts: what is slower was disturbed. */
    static SyscallLoad single(Harness harness, String call, Path cgroup) {
        return new SyscallLoad(call, 1, 150, 2_000, 0,
                List.of(harness.program("load"), Integer.toString(harness.cpu()), call, cgroup.toString()));
    }

    /**
     * A process in each of the cgroup's {@code count} children. They take turns of a thousand calls, about what a process does
     * between two switches, so each begins with a cold cache; the first decile of the turns counts.
     */
    static SyscallLoad inEach(Harness harness, String call, Path parent, int count) {
        List<String> command = new ArrayList<>(List.of(harness.program("load"), Integer.toString(harness.cpu()), call));
        command.add(parent + "," + count);
        return new SyscallLoad(call + "@" + count, count, Math.max(count, 100), 1_000, 1, command);
    }

    @Override
    public String name() {
        return name;
    }

    /** The (first) process that makes the calls. */
    long pid() {
        return Long.parseLong(process.greeting());
    }

    @Override
    public double measure() {
        double before = run(processes, 20, 0)[2];
        return run(turns, (int) Math.max(10, Math.min(calls, TURN_NANOS_MAX / before)), 0)[figure];
    }

    /** Nanoseconds per call: of the fastest turn, of the first decile, of the median. Waits between turns. */
    double[] run(int someTurns, int someCalls, long pauseNanos) {
        String[] figures = process.ask(someTurns + " " + someCalls + " " + pauseNanos).split(" ");
        return new double[] {Double.parseDouble(figures[0]), Double.parseDouble(figures[1]), Double.parseDouble(figures[2])};
    }

    @Override
    public void close() {
        process.close();
    }
}
