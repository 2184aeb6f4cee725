// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.perf.contender.ObservedLoad;
import io.winnow.perf.contender.TraceSession;
import io.winnow.perf.contender.WinnowMode;
import io.winnow.perf.report.Row;
import io.winnow.testbed.Cgroup;
import java.util.List;

/**
 * Trace mode at full speed: one CPU makes system calls, another one moves their records into the queue. If records are lost, the
 * load pauses more and more until none is. Each call makes two records, its entry and its return.
 */
final class TraceRate implements BenchmarkSection {
    private static final int CALLS = 1_000;
    private static final int TRIES = 10;
    private static final long FIRST_PAUSE_NANOS = 50_000;
    private static final String MEASURE = WinnowMode.TRACE.label();
    private static final String LOAD = "getppid at full speed";

    private final Bench bench;

    TraceRate(Bench bench) {
        this.bench = bench;
    }

    /** @param seconds from the first call until the last record was in the queue */
    private record Try(TraceSession.Flow flow, double seconds) {}

    @Override
    public String title() {
        return "Trace mode";
    }

    @Override
    public List<Row> run() {
        try (Cgroup container = Cgroup.create("winnow-perf/container");
                SyscallLoad load = SyscallLoad.single(bench.harness(), "getppid", container.path())) {
            ObservedLoad subject = new ObservedLoad(List.of(container.path()), container.path(), List.of(load.pid()));
            Try unthrottled = attempt(load, subject, 0);
            Try lossless = unthrottled;
            long pause = FIRST_PAUSE_NANOS;
            for (int i = 1; i < TRIES && lossless.flow().lost() > 0; i++, pause += pause / 2) {
                lossless = attempt(load, subject, pause);
            }
            return rows(unthrottled, lossless);
        }
    }

    private static List<Row> rows(Try unthrottled, Try last) {
        TraceSession.Flow flow = last.flow();
        double events = flow.delivered();
        String rate = flow.lost() == 0 ? "events/s without loss" : "events/s delivered; none of the rates tried was without loss";
        return List.of(
                Row.single(MEASURE, LOAD, events / last.seconds(), rate),
                Row.single(MEASURE, LOAD, lost(unthrottled), "records lost, of 100, without pauses"),
                Row.single(MEASURE, LOAD, flow.drainNanos() / events, "ms of CPU for the drain per million events"),
                Row.single(MEASURE, LOAD, flow.bytes() / events, "bytes copied per event"));
    }

    private static double lost(Try attempt) {
        return 100.0 * attempt.flow().lost() / attempt.flow().produced();
    }

    private Try attempt(SyscallLoad load, ObservedLoad subject, long pauseNanos) {
        try (TraceSession session = TraceSession.start(bench.harness(), subject)) {
            bench.progress().step("pause of " + pauseNanos + " ns per " + CALLS + " calls");
            long start = System.nanoTime();
            double nanos = load.run(10, CALLS, pauseNanos)[2];
            int turns = (int) (bench.effort().traceTime().toNanos() / (nanos * CALLS + pauseNanos)) + 1;
            load.run(turns, CALLS, pauseNanos);
            session.finish();
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Try(session.flow(), seconds);
        }
    }
}
