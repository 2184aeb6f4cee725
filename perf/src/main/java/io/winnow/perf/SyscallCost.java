// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.testbed.Cgroup;
import java.util.ArrayList;
import java.util.List;

/** What each contender adds to a system call: getppid, and the read of one byte. */
final class SyscallCost implements Section {
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
            Subject subject = new Subject(List.of(container.path()), elsewhere.path(), List.of(getppid.pid(), read.pid()));
            return rows(bench.rounds(bench.effort().peerStride()).run(bench.effort().syscalls(), subject, List.of(getppid, read)),
                    List.of(getppid, read));
        }
    }

    private static List<Row> rows(List<Samples> samples, List<? extends Load> loads) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < loads.size(); i++) {
            Samples of = samples.get(i);
            String load = loads.get(i).name();
            rows.add(Row.single("rounds", load, of.quietRounds(), "rounds that were quiet, and count"));
            rows.add(Row.of(Nothing.NAME, load, of.time(Nothing.NAME), "ns per call", null));
            of.contenders().stream().filter(name -> !name.equals(Nothing.NAME)).forEach(
                    name -> rows.add(Row.of(name, load, of.added(name), ADDED, of.ratioToNull(name).value())));
        }
        return rows;
    }
}
