// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.perf.contender.NullHook;
import io.winnow.perf.contender.ObservedLoad;
import io.winnow.perf.report.Row;
import io.winnow.perf.report.Samples;
import io.winnow.testbed.Cgroup;
import java.util.List;
import java.util.stream.Stream;

/** What a real server still serves: requests a second, and their part of what it serves with nothing attached. */
final class ServerThroughput implements BenchmarkSection {
    private final Bench bench;

    ServerThroughput(Bench bench) {
        this.bench = bench;
    }

    @Override
    public String title() {
        return "A server under load";
    }

    @Override
    public List<Row> run() {
        if (!RedisLoad.available()) {
            throw new IllegalStateException("redis-server and redis-benchmark are missing: apt-get install redis-server redis-tools");
        }
        try (Cgroup container = Cgroup.create("winnow-perf/server");
                Cgroup elsewhere = Cgroup.create("winnow-perf/elsewhere");
                RedisLoad redis = new RedisLoad(bench.harness(), container, bench.effort().serverTime())) {
            ObservedLoad subject = new ObservedLoad(List.of(container.path()), elsewhere.path(), List.of(redis.pid()));
            Load processorTime = redis.processorTime();
            List<Samples> samples = bench.rounds(2).run(bench.effort().server(), subject, List.of(redis, processorTime));
            return Stream.concat(
                    samples.get(0).contenders().stream().map(name -> throughput(name, redis.name(), samples.get(0))),
                    samples.get(1).contenders().stream().map(name -> processorTime(name, processorTime.name(), samples.get(1)))).toList();
        }
    }

    private static Row throughput(String name, String load, Samples samples) {
        Samples.Figure nanos = samples.time(name);
        return new Row(name, load, 1e9 / nanos.value(), 1e9 / nanos.high(), 1e9 / nanos.low(), nanos.rounds(), "requests/s",
                partOfNull(name, samples), null);
    }

    private static Row processorTime(String name, String load, Samples samples) {
        return Row.of(name, load, samples.time(name), "ns of CPU per request", partOfNull(name, samples));
    }

    private static double partOfNull(String name, Samples samples) {
        return samples.inRoundsOf(name).time(NullHook.NAME).value() / samples.time(name).value();
    }
}
