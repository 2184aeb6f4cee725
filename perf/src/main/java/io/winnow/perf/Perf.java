// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.perf.contender.Contender;
import io.winnow.perf.contender.Harness;
import io.winnow.perf.contender.NullHook;
import io.winnow.perf.contender.Peers;
import io.winnow.perf.report.Machine;
import io.winnow.perf.report.Progress;
import io.winnow.perf.report.Report;
import io.winnow.perf.report.Row;
import io.winnow.testbed.Cgroup;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code make perf}: runs all sections and writes the report. */
public final class Perf {
    private static final String TERMINAL = "winnow.perf.terminal";

    private Perf() {}

    /**
     * Arguments: directory of the harness, directory for the report, number of CPUs, the launcher of Winnow, that of the staged package, and the
     * {@link Options}.
     */
    public static void main(String[] arguments) {
        List<String> given = List.of(arguments);
        int cpus = Integer.parseInt(given.get(2));
        Harness harness = new Harness(Path.of(given.get(0)), Path.of(given.get(1)), cpus - 1);
        try {
            System.out.println(run(Options.parse(given.subList(5, given.size())), harness, Machine.here(cpus), Path.of(given.get(3)), Path.of(given.get(4))));
            System.out.println("Written to " + harness.output() + ": report.txt, report.json, report.svg");
        } catch (IllegalArgumentException e) {
            fail(e, 2);
        } catch (IllegalStateException | UncheckedIOException e) {
            fail(e, 1);
        }
    }

    private static void fail(RuntimeException e, int code) {
        System.err.println("perf: " + e.getMessage());
        System.exit(code);
    }

    private static String run(Options options, Harness harness, Machine machine, Path launcher, Path installed) {
        Progress progress = new Progress(System.out, Boolean.getBoolean(TERMINAL));
        Cgroup all = Cgroup.create("winnow-perf");
        try (all; NullHook nullHook = new NullHook(harness)) {
            Neighbours neighbours = new Neighbours(nullHook::tracingLinks);
            Peers peers = Peers.find(options.peers());
            Bench bench = new Bench(harness, options.effort(), nullHook, neighbours, peers, progress);
            Map<String, String> contenders = descriptions(bench.contenders());
            Map<String, List<Row>> sections = measure(bench, launcher, installed, options.section());
            return new Report(machine, options.quick(), neighbours.tolerated(), sections, contenders, peers.missing()).write(harness.output());
        }
    }

    private static Map<String, String> descriptions(List<Contender> contenders) {
        Map<String, String> descriptions = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            if (descriptions.put(contender.name(), contender.description()) != null) {
                throw new IllegalArgumentException("--peer cannot have the name of another measure: " + contender.name());
            }
        }
        return descriptions;
    }

    private static Map<String, List<Row>> measure(Bench bench, Path launcher, Path installed, String wanted) {
        List<BenchmarkSection> sections = List.of(new SyscallCost(bench), new ContainerScale(bench), new ServerThroughput(bench),
                new TraceRate(bench), new AlertLatency(bench, launcher), new StartOfService(bench, installed), new NodeFootprint(bench, installed),
                new DetectorRate(bench), new Flood(bench, launcher));
        Map<String, List<Row>> rows = new LinkedHashMap<>();
        for (BenchmarkSection section : sections) {
            if (!section.title().contains(wanted)) {
                continue;
            }
            bench.progress().section(section.title());
            rows.put(section.title(), section.run());
        }
        bench.progress().done();
        return rows;
    }
}
