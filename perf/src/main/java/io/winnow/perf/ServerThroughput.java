// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.testbed.Cgroup;
import java.util.List;

/** What a real server still serves: requests a second, and their part of what it serves with nothing attached. */
final class ServerThroughput implements Section {
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
            Subject subject = new Subject(List.of(container.path()), elsewhere.path(), List.of(redis.pid()));
            Samples samples = bench.rounds(2).run(bench.effort().serverRounds(), subject, List.of(redis)).get(0);
            return samples.contenders().stream().map(name -> row(name, redis.name(), samples)).toList();
        }
    }

    private static Row row(String name, String load, Samples samples) {
        Samples.Figure nanos = samples.time(name);
        double ofNull = samples.time(NullHook.NAME).value() / nanos.value();
        return new Row(name, load, 1e9 / nanos.value(), 1e9 / nanos.high(), 1e9 / nanos.low(), "requests/s", ofNull);
    }
}
