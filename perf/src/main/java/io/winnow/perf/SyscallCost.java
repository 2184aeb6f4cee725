// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.perf.contender.Nothing;
import io.winnow.perf.contender.ObservedLoad;
import io.winnow.perf.report.Row;
import io.winnow.perf.report.Samples;
import io.winnow.testbed.Cgroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each contender adds to a system call: getppid, and the read of one byte. */
final class SyscallCost implements BenchmarkSection {
    private static final String ADDED = "ns added per call";

    private final Bench bench;

    SyscallCost(Bench bench) {
        this.bench = bench;
    }

    @Override
    public String title() {
        return "Cost of a system call";
    }

    @Override
    public List<Row> run() {
        try (Cgroup container = Cgroup.create("winnow-perf/container");
                Cgroup elsewhere = Cgroup.create("winnow-perf/elsewhere");
                SyscallLoad getppid = SyscallLoad.single(bench.harness(), "getppid", container.path());
                SyscallLoad read = SyscallLoad.single(bench.harness(), "read", container.path())) {
            ObservedLoad subject = new ObservedLoad(List.of(container.path()), elsewhere.path(), List.of(getppid.pid(), read.pid()));
            List<Load> loads = List.of(getppid, read);
            List<Samples> samples = bench.rounds(bench.effort().peerStride()).run(bench.effort().syscalls(), subject, loads);
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < loads.size(); i++) {
                rows.addAll(rows(loads.get(i).name(), samples.get(i)));
            }
            return rows;
        }
    }

    private List<Row> rows(String load, Samples samples) {
        List<String> contenders = samples.contenders();
        List<String> peers = contenders.stream().filter(bench.peers().names()::contains).toList();
        List<Row> rows = new ArrayList<>();
        rows.add(Row.of(Nothing.NAME, load, samples.time(Nothing.NAME), "ns per call", null));
        for (String name : contenders) {
            if (name.equals(Nothing.NAME)) {
                continue;
            }
            Row row = Row.of(name, load, samples.added(name), ADDED, samples.ratioToNull(name).value());
            rows.add(peers.contains(name) ? row : row.over(ratios(samples, name, peers)));
        }
        return rows;
    }

    private static Map<String, Double> ratios(Samples samples, String name, List<String> peers) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        for (String peer : peers) {
            Samples shared = samples.inRoundsOf(peer);
            ratios.put(peer, shared.added(name).value() / shared.added(peer).value());
        }
        return ratios;
    }
}
