// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.store.BaselineStore;
import io.winnow.analyzer.store.WorkloadFile;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.perf.report.Row;
import io.winnow.testbed.Container;
import io.winnow.testbed.Directories;
import io.winnow.testbed.Nginx;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long the installed service takes to start and to list its workloads, with one and with a thousand of them. All are what is learned here of
 * nginx, under as many names.
 */
final class StartOfService implements BenchmarkSection {
    private static final String LEARNED = "perf-nginx";
    private static final List<Integer> WORKLOADS = List.of(1, 1000);
    private static final String BASELINES = "state/baselines";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Bench bench;
    private final Path installed;

    StartOfService(Bench bench, Path installed) {
        this.bench = bench;
        this.installed = installed;
    }

    @Override
    public String title() {
        return "Start of the service";
    }

    @Override
    public List<Row> run() {
        bench.harness().releaseCpus();
        Path directory = Directories.temporary("starts");
        try {
            bench.progress().step("learning");
            Workload learned = learn(directory);
            Map<Integer, List<Start>> starts = new LinkedHashMap<>();
            for (int count : WORKLOADS) {
                store(learned, count, Files.createDirectory(directory.resolve(Integer.toString(count))));
                starts.put(count, new ArrayList<>());
            }
            for (int round = 0; round < bench.effort().starts(); round++) {
                for (int count : WORKLOADS) {
                    bench.progress().step(count + " workloads");
                    starts.get(count).add(start(directory.resolve(Integer.toString(count)), count));
                }
            }
            List<Row> rows = new ArrayList<>();
            starts.forEach((count, measured) -> rows.addAll(rows(count, measured)));
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + directory, e);
        } finally {
            Directories.delete(directory);
        }
    }

    private Workload learn(Path directory) throws IOException {
        int port = Ports.free();
        try (InstalledRun winnow = new InstalledRun(installed, directory); Runc runc = new Runc(directory); Rootfs rootfs = Nginx.rootfs(port)) {
            try (Container container = runc.start(LEARNED, rootfs, Nginx.spec())) {
                Ports.await(port, LIMIT);
                winnow.await("the container is not known", () -> containers(winnow) == 1);
                Nginx.traffic(port);
                container.stop("QUIT");
            }
            winnow.await("the container's end is not known", () -> containers(winnow) == 0);
        }
        try (DirectoryStream<Path> documents = Files.newDirectoryStream(directory.resolve(BASELINES).resolve("workloads"), LEARNED + "-*.json")) {
            return WorkloadFile.read(Files.readAllBytes(documents.iterator().next()));
        }
    }

    private static int containers(InstalledRun winnow) {
        try {
            return winnow.api().workload(LEARNED).at("/summary/containers").asInt(-1);
        } catch (IOException notYet) {
            return -1;
        }
    }

    private static void store(Workload learned, int count, Path directory) throws IOException {
        BaselineStore store = new BaselineStore(Files.createDirectories(directory.resolve(BASELINES)));
        for (int i = 0; i < count; i++) {
            store.save(new Workload(new WorkloadId("web-" + i, ""), learned.state(), learned.baseline(), learned.pending(), 0));
        }
    }

    /** Milliseconds, and KiB. */
    private record Start(double ready, double command, double listing, double memory) {}

    private Start start(Path directory, int count) throws IOException {
        try (InstalledRun winnow = new InstalledRun(installed, directory)) {
            winnow.await("the service does not get ready", winnow.api()::ready);
            double ready = winnow.millis();
            double command = command(winnow, count);
            double listing = list(winnow, count);
            return new Start(ready, command, listing, winnow.residentMemory());
        }
    }

    /** The first that the service is asked, as a user asks it. */
    private static double command(InstalledRun winnow, int count) {
        long began = System.nanoTime();
        long lines = winnow.cli("workloads", "-o", "name").orThrow().out().lines().count();
        if (lines != count) {
            throw new IllegalStateException(lines + " workloads printed, of " + count);
        }
        return millisSince(began);
    }

    private static double list(InstalledRun winnow, int count) throws IOException {
        long began = System.nanoTime();
        JsonNode workloads = winnow.api().get("/v1/workloads");
        if (workloads.size() != count) {
            throw new IllegalStateException(workloads.size() + " workloads listed, of " + count);
        }
        return millisSince(began);
    }

    private static double millisSince(long began) {
        return (System.nanoTime() - began) / 1e6;
    }

    private static List<Row> rows(int count, List<Start> starts) {
        String load = String.format(Locale.ROOT, "%,d workload%s", count, count == 1 ? "" : "s");
        return List.of(
                row("start", load, "ms until ready", starts.stream().mapToDouble(Start::ready).toArray()),
                row("first winnow workloads", load, "ms", starts.stream().mapToDouble(Start::command).toArray()),
                row("list", load, "ms", starts.stream().mapToDouble(Start::listing).toArray()),
                row("memory", load, "MiB resident", starts.stream().mapToDouble(start -> start.memory() / 1024).toArray()));
    }

    /** Median and quartiles. */
    static Row row(String measure, String load, String unit, double[] samples) {
        double[] sorted = Arrays.stream(samples).sorted().toArray();
        int last = sorted.length - 1;
        return new Row(measure, load, sorted[sorted.length / 2], sorted[last / 4], sorted[last - last / 4], sorted.length, unit, null, null);
    }
}
