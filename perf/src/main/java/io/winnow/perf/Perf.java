// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.testbed.Cgroup;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code make perf}: runs all sections and writes the report. */
public final class Perf {
    private static final String QUICK = "--quick";
    private static final String TERMINAL = "winnow.perf.terminal";

    private Perf() {}

    /** Arguments: directory of the harness, directory for the report, number of CPUs, the launcher of Winnow, and {@code --quick}. */
    public static void main(String[] arguments) {
        List<String> given = List.of(arguments);
        if (given.size() < 4 || !List.of(QUICK).containsAll(given.subList(4, given.size()))) {
            System.err.println("usage: perf/run [" + QUICK + "]");
            System.exit(2);
        }
        boolean quick = given.contains(QUICK);
        int cpus = Integer.parseInt(given.get(2));
        Harness harness = new Harness(Path.of(given.get(0)), Path.of(given.get(1)), cpus - 1);
        Machine machine = Machine.here(cpus);
        Progress progress = new Progress(System.out, Boolean.getBoolean(TERMINAL));
        Cgroup all = Cgroup.create("winnow-perf");
        try (all; NullHook nullHook = new NullHook(harness)) {
            Neighbours neighbours = new Neighbours(nullHook::tracingLinks);
            Bench bench = new Bench(harness, quick ? Effort.QUICK : Effort.FULL, nullHook, neighbours, Peers.find(), progress);
            Map<String, List<Row>> sections = measure(bench, Path.of(given.get(3)));
            Map<String, String> contenders = bench.contenders().stream().collect(
                    Collectors.toMap(Contender::name, Contender::description, (one, other) -> one, LinkedHashMap::new));
            String text = new Report(machine, quick, neighbours.tolerated(), sections, contenders, bench.peers().missing()).write(harness.output());
            System.out.println(text);
            System.out.println("Written to " + harness.output() + ": report.txt, report.json, report.svg");
        }
    }

    private static Map<String, List<Row>> measure(Bench bench, Path launcher) {
        List<Section> sections = List.of(new SyscallCost(bench), new ContainerScale(bench), new ServerThroughput(bench),
                new TraceRate(bench), new AlertLatency(bench, launcher), new StartOfService(bench, launcher));
        Map<String, List<Row>> rows = new LinkedHashMap<>();
        for (Section section : sections) {
            bench.progress().section(section.title());
            rows.put(section.title(), section.run());
        }
        bench.progress().done();
        return rows;
    }
}
