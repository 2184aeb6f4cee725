// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.testbed.Cgroup;
import java.util.List;

/**
 * Trace mode at full speed: one CPU makes system calls, another one moves their records into the queue. Where records are lost, the
 * load pauses more and more until none is. Each call makes two records, its entry and its return.
 */
final class TraceRate implements Section {
    private static final int CALLS = 1_000;
    private static final int TRIES = 12;
    private static final String MEASURE = WinnowMode.TRACE.label();
    private static final String LOAD = "getppid at full speed";

    private final Bench bench;

    TraceRate(Bench bench) {
        this.bench = bench;
    }

    private record Try(TraceSession.Flow flow, double seconds) {

        double eventsPerSecond() {
            return flow.delivered() / seconds;
        }
    }

    @Override
    public String title() {
        return "Trace mode";
    }

    @Override
    public List<Row> run() {
        try (Cgroup container = Cgroup.create("winnow-perf/container");
                SyscallLoad load = SyscallLoad.single(bench.harness(), "getppid", container.path())) {
            Subject subject = new Subject(List.of(container.path()), container.path(), List.of(load.pid()));
            Try unthrottled = attempt(load, subject, 0);
            Try lossless = unthrottled;
            double pause = 0;
            for (int i = 1; i < TRIES && lossless.flow().lost() > 0; i++) {
                pause += CALLS * 30;
                lossless = attempt(load, subject, (long) pause);
            }
            if (lossless.flow().lost() > 0) {
                return List.of(Row.single(MEASURE, LOAD, lost(unthrottled), "records lost, of 100"));
            }
            return List.of(
                    Row.single(MEASURE, LOAD, lossless.eventsPerSecond(), "events/s without loss"),
                    Row.single(MEASURE, LOAD, lost(unthrottled), "records lost, of 100, unthrottled"),
                    Row.single(MEASURE, LOAD, lossless.flow().drainNanos() / (double) lossless.flow().delivered(),
                            "ms of CPU for the drain per million events"),
                    Row.single(MEASURE, LOAD, lossless.flow().bytes() / (double) lossless.flow().delivered(),
                            "bytes copied per event"));
        }
    }

    private static double lost(Try attempt) {
        return 100.0 * attempt.flow().lost() / attempt.flow().produced();
    }

    private Try attempt(SyscallLoad load, Subject subject, long pauseNanos) {
        try (TraceSession session = TraceSession.start(bench.harness(), subject)) {
            bench.progress().step("pause of " + pauseNanos + " ns per " + CALLS + " calls");
            long start = System.nanoTime();
            double nanos = load.run(10, CALLS, pauseNanos)[2];
            int turns = (int) (bench.effort().traceTime().toNanos() / (nanos * CALLS + pauseNanos)) + 1;
            load.run(turns, CALLS, pauseNanos);
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Try(session.finish(), seconds);
        }
    }
}
