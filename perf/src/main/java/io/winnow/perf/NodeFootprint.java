// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.perf.report.Row;
import io.winnow.testbed.Container;
import io.winnow.testbed.Directories;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the package takes of a node with a hundred containers: time until it has learned something, memory, and CPU while nothing new happens. */
final class NodeFootprint implements BenchmarkSection {
    private static final int CONTAINERS = 100;
    private static final String LOAD = CONTAINERS + " containers";
    private static final OciSpec BUSY = OciSpec.of("/bin/sh", "-c", "while :; do /bin/ls / >/dev/null; /bin/sleep 0.2; done");
    private static final OciSpec STEADY = OciSpec.of("/bin/sh", "-c", "/bin/ls -l / >/dev/null; while :; do /bin/sleep 3600; done");
    private static final double KIB = 1024;

    private final Bench bench;
    private final Path installed;

    NodeFootprint(Bench bench, Path installed) {
        this.bench = bench;
        this.installed = installed;
    }

    @Override
    public String title() {
        return "Footprint on a node";
    }

    @Override
    public List<Row> run() {
        bench.harness().releaseCpus();
        Path directory = Directories.temporary("footprint");
        try (Rootfs rootfs = Rootfs.create().programs("/bin/sh", "/bin/sleep", "/bin/ls"); Runc runc = new Runc(directory)) {
            List<Row> rows = new ArrayList<>(List.of(firstLearned(directory, runc, rootfs)));
            rows.addAll(many(directory, runc, rootfs));
            return rows;
        } finally {
            Directories.delete(directory);
        }
    }

    /** From the start of both processes until a call of a container that runs already is in a baseline. */
    private Row firstLearned(Path directory, Runc runc, Rootfs rootfs) {
        double[] millis = new double[bench.effort().starts()];
        for (int i = 0; i < millis.length; i++) {
            bench.progress().step("the first learned event");
            try (Container container = runc.start("footprint-first-" + i, rootfs, BUSY); InstalledRun winnow = new InstalledRun(installed, directory)) {
                winnow.await("nothing is learned", () -> knows(winnow, container.id()));
                millis[i] = winnow.millis();
            }
        }
        return StartOfService.row("first learned event", "1 container", "ms after the start", millis);
    }

    private static boolean knows(InstalledRun winnow, String workload) {
        try {
            return !winnow.api().workload(workload).at("/syscalls").isEmpty();
        } catch (IOException notYet) {
            return false;
        }
    }

    private List<Row> many(Path directory, Runc runc, Rootfs rootfs) {
        List<Container> containers = new ArrayList<>();
        try (InstalledRun winnow = new InstalledRun(installed, directory)) {
            winnow.await("the service does not get ready", winnow.api()::ready);
            for (int i = 0; i < CONTAINERS; i++) {
                bench.progress().step("container " + i);
                containers.add(runc.start("footprint-" + i, rootfs, STEADY));
            }
            String last = containers.get(CONTAINERS - 1).id();
            winnow.await("the last container is not learned", () -> knows(winnow, last));
            bench.progress().step("settling");
            WinnowRun.pause(bench.effort().settle().toMillis());
            bench.progress().step("nothing new");
            double collector = winnow.collector().cpuSeconds();
            double analyzer = winnow.analyzer().cpuSeconds();
            WinnowRun.pause(bench.effort().idle().toMillis());
            double seconds = bench.effort().idle().toMillis() / 1e3;
            return List.of(
                    Row.single("memory", LOAD, winnow.residentMemory() / KIB, "MiB resident"),
                    Row.single("memory, shared pages once", LOAD, winnow.sharedMemory() / KIB, "MiB proportional"),
                    Row.single("memory of the collector", LOAD, winnow.collector().residentMemory(winnow.state()) / KIB, "MiB resident"),
                    Row.single("memory of the analyzer", LOAD, winnow.analyzer().residentMemory(winnow.state()) / KIB, "MiB resident"),
                    Row.single("idle collector", LOAD, (winnow.collector().cpuSeconds() - collector) / seconds * 100, "% of a core"),
                    Row.single("idle analyzer", LOAD, (winnow.analyzer().cpuSeconds() - analyzer) / seconds * 100, "% of a core"));
        } finally {
            containers.forEach(Container::close);
        }
    }
}
