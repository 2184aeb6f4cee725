// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.perf.contender.Nothing;
import io.winnow.perf.contender.ObservedLoad;
import io.winnow.perf.report.Row;
import io.winnow.perf.report.Samples;
import io.winnow.testbed.Cgroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The cost of getppid with one, many and very many containers that are all at work, in turn, on one CPU. */
final class ContainerScale implements BenchmarkSection {
    private final Bench bench;

    ContainerScale(Bench bench) {
        this.bench = bench;
    }

    @Override
    public String title() {
        return "Cost over many containers";
    }

    @Override
    public List<Row> run() {
        List<Row> rows = new ArrayList<>();
        bench.effort().containers().forEach(count -> rows.addAll(run(count)));
        return rows;
    }

    private List<Row> run(int count) {
        bench.progress().step(count + " containers");
        try (Containers containers = new Containers(count);
                Cgroup elsewhere = Cgroup.create("winnow-perf/elsewhere");
                SyscallLoad load = SyscallLoad.inEach(bench.harness(), "getppid", containers.parent(), count)) {
            ObservedLoad subject = new ObservedLoad(containers.paths(), elsewhere.path(), List.of(load.pid()));
            Samples samples = bench.winnow().run(bench.effort().scale(), subject, List.of(load)).get(0);
            return samples.contenders().stream().filter(name -> !name.equals(Nothing.NAME)).map(name -> Row.of(
                    name, load.name(), samples.added(name), "ns added per call", samples.ratioToNull(name).value())).toList();
        }
    }

    /** Cgroups 0 … count-1 below one. */
    private static final class Containers implements AutoCloseable {
        private final Cgroup parent = Cgroup.create("winnow-perf/many");
        private final List<Path> paths;

        Containers(int count) {
            paths = IntStream.range(0, count).mapToObj(i -> parent.path().resolve(Integer.toString(i))).toList();
            try {
                for (Path path : paths) {
                    Files.createDirectory(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make " + count + " cgroups below " + parent.path(), e);
            }
        }

        Path parent() {
            return parent.path();
        }

        List<Path> paths() {
            return paths;
        }

        @Override
        public void close() {
            parent.close();
        }
    }
}
